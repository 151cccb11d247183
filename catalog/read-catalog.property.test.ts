import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readContent } from '../test/faults/catalog-file.js';
import { lines } from '../test/faults/catalog-file.js';

describe('properties', () => {
  const cell = fc.string({ unit: fc.constantFrom(...Array.from('ab",;\n\r\t |\'ü日')), maxLength: 8 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  test('CSV: whatever is written by the rules is read back', async () => {
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        async (cells, delimiter, end) => {
          const header = ['id', 'title', 'color', 'attributes'].join(delimiter);
          const body = cells.map(([color, size], i) =>
            [`r${i}`, 'x', quoted(color), quoted(JSON.stringify({ size }))].join(delimiter),
          );
          const outcome = await readContent([header, ...body].join(end));
          const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();
          expect(
            outcome.rows.map(
              (row) =>
                row.kind === 'product' && [
                  row.product.id,
                  row.product.color ?? '',
                  row.product.attributes?.['size'] ?? '',
                ],
            ),
          ).toEqual(cells.map(([color, size], i) => [`r${i}`, squeeze(color), squeeze(size)]));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('NDJSON and JSON arrays: the same products, packed or not', async () => {
    const product = fc.record({
      id: fc.uuid(),
      title: fc.string({ unit: 'grapheme', minLength: 1 }),
      extra: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(product, { minLength: 1, maxLength: 10 }), async (products) => {
        const ndjson = await readContent(lines(...products.map((each) => JSON.stringify(each))));
        const array = await readContent(gzipSync(JSON.stringify(products)));
        const kinds = (outcome: typeof ndjson) =>
          outcome.rows.map((row) => (row.kind === 'product' ? row.product : row.reason));
        expect(kinds(array)).toEqual(kinds(ndjson));
        expect(ndjson.rows).toHaveLength(products.length);
      }),
      { numRuns: 60 },
    );
  });

  test('any bytes give rows or bad_file, and nothing else', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({
          unit: fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ',',
            ':',
            '\n',
            'id',
            'title',
            '\\',
            '1',
            ' ',
            '\u0000',
          ),
        })
        .map((text) => Buffer.from(text)),
      fc
        .string({ unit: fc.constantFrom('"', ',', '\n', 'a', '\r') })
        .map((text) => Buffer.from(`id,title\n${text}`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const outcome = await readContent(content);
        expect(['bad_file', undefined]).toContain(outcome.code);
      }),
      { numRuns: 200 },
    );
  });
});
