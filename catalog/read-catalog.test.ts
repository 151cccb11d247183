import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { brief, NOW, readAll, readContent, withFile } from '../test/faults/catalog-file.js';
import { parseMap } from './map.js';
import { readCatalog } from './read-catalog.js';
import { A, B, lines } from '../test/faults/catalog-file.js';

const BOTH = ['a: Lamp', 'b: Table'];

describe('formats', () => {
  test.each([
    ['NDJSON', lines(A, B)],
    ['NDJSON without a last line end', `${A}\n${B}`],
    ['NDJSON with CRLF and blank lines', `\r\n${A}\r\n\r\n${B}\r\n`],
    ['a JSON array on one line', `[${A},${B}]`],
    ['a JSON array of lines', `[\n${A},\n${B}\n]\n`],
    ['an indented JSON array', JSON.stringify([JSON.parse(A), JSON.parse(B)], null, 2)],
    ['a wrapped array', `{"products":[${A},${B}]}`],
    [
      'an indented wrapped array',
      JSON.stringify(
        { total: 2, meta: { page: [1] }, items: [JSON.parse(A), JSON.parse(B)], next: null },
        null,
        2,
      ),
    ],
    [
      'indented objects one after another',
      `${JSON.stringify(JSON.parse(A), null, 2)}\n${JSON.stringify(JSON.parse(B), null, 2)}\n`,
    ],
    ['CSV', lines('id,title', 'a,Lamp', 'b,Table')],
    ['CSV with semicolons', lines('id;title', 'a;Lamp', 'b;Table')],
    ['CSV with tabs', lines('id\ttitle', 'a\tLamp', 'b\tTable')],
    ['CSV with bars', lines('id|title', 'a|Lamp', 'b|Table')],
    ['CSV that declares its delimiter', lines('sep=^', 'id^title', 'a^Lamp', 'b^Table')],
    ['CSV with CRLF, quotes and other column names', 'SKU,"Product Name"\r\n"a","Lamp"\r\n"b","Table"'],
    ['CSV of an old Macintosh', 'id,title\ra,Lamp\rb,Table\r'],
  ])('%s', async (_, content) => {
    expect(brief(await readContent(content))).toEqual(BOTH);
    expect(brief(await readContent(gzipSync(content)))).toEqual(BOTH);
  });

  test('gzip in several members', async () => {
    expect(brief(await readContent(Buffer.concat([gzipSync(lines(A)), gzipSync(lines(B))])))).toEqual(BOTH);
  });

  test('an NDJSON row whose attributes are a list of objects is no wrapped array', async () => {
    const row = '{"id":"a","attributes":[{"name":"x","value":1}],"title":"Lamp"}';
    expect(brief(await readContent(row))).toEqual(['a: Lamp']);
    expect(brief(await readContent(lines(row, B)))).toEqual(BOTH);
  });

  test('a wrong first row does not hide that the file is NDJSON', async () => {
    expect(brief(await readContent(lines('{"id":"x","title":', A, B)))).toEqual([
      'line 1: malformed_json',
      ...BOTH,
    ]);
  });

  test('an empty array has no rows', async () => {
    expect(await readContent('[]')).toEqual({ rows: [] });
    expect(await readContent('{"products":[]}')).toMatchObject({ rows: [{ kind: 'rejected' }] });
  });
});

describe('rows', () => {
  test('a wrong row costs itself alone and is reported as it stands', async () => {
    const outcome = await readContent(
      lines(A, 'nonsense', '[1]', '3', '{"id":"c"}', '{"title":"x"}', '{"id":"d","title":NaN}', B),
    );
    expect(brief(outcome)).toEqual([
      'a: Lamp',
      'line 2: malformed_json',
      'line 3: not_an_object',
      'line 4: not_an_object',
      'line 5: missing_title',
      'line 6: missing_id',
      'line 7: missing_title',
      'b: Table',
    ]);
    expect(outcome.rows[1]).toMatchObject({ row: 'nonsense' });
    expect(outcome.rows[4]).toMatchObject({ field: 'title', row: '{"id":"c"}' });
  });

  test('the same in a JSON array, told by number', async () => {
    expect(brief(await readContent(`[${A},{"id":},17,"x",[],{},${B}]`))).toEqual([
      'a: Lamp',
      'line 2: malformed_json',
      'line 3: not_an_object',
      'line 4: not_an_object',
      'line 5: not_an_object',
      'line 6: missing_id',
      'b: Table',
    ]);
  });

  test('ids that come again are left to the caller', async () => {
    expect(brief(await readContent(lines(A, A)))).toEqual(['a: Lamp', 'a: Lamp']);
  });

  test('lists of categories, bullets of lines, unknown fields', async () => {
    const row = {
      asin: 'a',
      title: 'Lamp',
      category: ['Home', 'Lamps'],
      bullet_points: 'One\nTwo',
      query_id: ['6'],
    };
    const map = parseMap({ id: 'asin', title: 'title', bullets: 'bullet_points' });
    await withFile(JSON.stringify(row), async (file) => {
      const reading = readCatalog(file, { map, now: NOW });
      expect(reading.bytesTotal).toBeUndefined();
      const rows = [];
      for await (const batch of reading) rows.push(...batch);
      const product = { id: 'a', title: 'Lamp', category: ['Home', 'Lamps'], bullets: ['One', 'Two'] };
      expect(rows).toEqual([{ kind: 'product', line: 1, product, repairs: [] }]);
      expect(reading.unknownFields()).toEqual([{ field: 'query_id', rows: 1, example: '["6"]' }]);
      expect(reading.bytesRead).toBe(reading.bytesTotal);
    });
  });

  test('`now` bounds the dates', async () => {
    const row = '{"id":"a","title":"x","createdAt":"2027-06-01"}';
    expect(brief(await readContent(row))).toEqual(['a: x [bad_date]']);
  });
});

describe('reading as a stream', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => `{"id":"${i}","title":"Lamp ${i}"}`).join('\n');

  test('batches of a thousand rows at most, in the order of the file', async () => {
    await withFile(many(5000), async (file) => {
      const sizes = [];
      const ids = [];
      for await (const batch of readCatalog(file, { now: NOW })) {
        sizes.push(batch.length);
        ids.push(...batch.map((row) => row.kind === 'product' && row.product.id));
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
      expect(ids).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)));
    });
  });

  test('nothing is read ahead of the reader', async () => {
    await withFile(many(50_000), async (file) => {
      const reading = readCatalog(file, { now: NOW });
      for await (const batch of reading) {
        expect(batch.length).toBeGreaterThan(0);
        expect(reading.bytesRead).toBeLessThan((reading.bytesTotal ?? 0) / 2);
        break;
      }
    });
  });

  test('a signal stops it', async () => {
    await withFile(many(5000), async (file) => {
      const controller = new AbortController();
      const seen: number[] = [];
      const read = async () => {
        for await (const batch of readCatalog(file, { now: NOW, signal: controller.signal })) {
          seen.push(batch.length);
          controller.abort();
        }
      };
      await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
      expect(seen).toHaveLength(1);
    });
  });

  test('a row over the border of a chunk is whole', async () => {
    const title = 'ü'.repeat(240);
    await withFile(
      Array.from({ length: 3000 }, (_, i) => `{"id":"${i}","title":"${title}"}`).join('\n'),
      async (file) => {
        const { rows } = await readAll(file);
        expect(rows.filter((row) => row.kind === 'product' && row.product.title === title)).toHaveLength(
          3000,
        );
      },
    );
  });
});
