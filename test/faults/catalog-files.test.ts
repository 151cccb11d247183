import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { checkCatalog, parseMap, readCatalog, type CatalogRow } from '../../catalog/index.js';

describe('a supplier file', () => {
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-catalog-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const file = async (content: string | Uint8Array): Promise<string> => {
    const path = join(folder, `file-${count++}`);
    await writeFile(path, content);
    return path;
  };
  const read = async (path: string): Promise<CatalogRow[]> => {
    const rows: CatalogRow[] = [];
    for await (const batch of readCatalog(path, { now: Date.UTC(2026, 0, 1) })) rows.push(...batch);
    return rows;
  };
  const products = (rows: readonly CatalogRow[]) =>
    rows.flatMap((row) => (row.kind === 'product' ? [row.product] : []));
  const reasons = (rows: readonly CatalogRow[]) =>
    rows.flatMap((row) => (row.kind === 'rejected' ? [row.reason] : []));

  /** What was read before the file broke off, and how it broke off. */
  const readUntilFailure = async (path: string) => {
    const rows: CatalogRow[] = [];
    try {
      for await (const batch of readCatalog(path)) rows.push(...batch);
    } catch (error) {
      return { rows, code: (error as { code?: unknown }).code };
    }
    return { rows, code: undefined };
  };

  test.each([
    ['an empty file', ''],
    ['white space alone', ' \n\n '],
    ['binary junk', Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7 + 3) & 0x1f)],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)])],
    ['a workbook', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(100)])],
    ['a header that names no id', 'colour,weight\nred,5\n'],
  ])('%s is refused as a whole', async (_, content) => {
    await expect(read(await file(content))).rejects.toMatchObject({ code: 'bad_file' });
  });

  test('a folder and a missing file are refused', async () => {
    await expect(read(folder)).rejects.toMatchObject({ code: 'bad_file' });
    await expect(read(join(folder, 'none'))).rejects.toMatchObject({ code: 'bad_file' });
  });

  const rows = '{"id":"a","title":"Mug"}\n{"id":"b","title":"Pan"}\n';

  test.each([
    ['NDJSON', rows],
    ['NDJSON with a byte order mark', `\ufeff${rows}`],
    ['NDJSON in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows, 'utf16le')])],
    ['NDJSON, gzip', gzipSync(rows)],
    ['a JSON array', '[{"id":"a","title":"Mug"},\n {"id":"b","title":"Pan"}]'],
    ['an array in an object', '{"products": [{"id":"a","title":"Mug"}, {"id":"b","title":"Pan"}]}'],
    [
      'objects over several lines',
      '{\n  "id": "a",\n  "title": "Mug"\n}\n{\n  "id": "b",\n  "title": "Pan"\n}\n',
    ],
    ['CSV', 'id,title\na,Mug\nb,Pan\n'],
    ['CSV with semicolons and CRLF', 'id;title\r\na;Mug\r\nb;Pan\r\n'],
    ['CSV with tabs and other names', 'SKU\tProduct Name\na\tMug\nb\tPan'],
  ])('%s is read', async (_, content) => {
    expect(products(await read(await file(content)))).toEqual([
      { id: 'a', title: 'Mug' },
      { id: 'b', title: 'Pan' },
    ]);
  });

  test('Latin-1 is read as what it means', async () => {
    const path = await file(Buffer.from('id;title\na;Müsli Schüssel\n', 'latin1'));
    expect(products(await read(path))).toEqual([{ id: 'a', title: 'Müsli Schüssel' }]);
  });

  test('JSON and gzip that are cut give what came before, and say so', async () => {
    const cutArray = await readUntilFailure(await file('[{"id":"a","title":"Mug"},{"id":"b","ti'));
    expect(products(cutArray.rows)).toEqual([{ id: 'a', title: 'Mug' }]);
    expect(reasons(cutArray.rows)).toEqual(['cut_row']);
    expect(cutArray.code).toBe('bad_file');

    const many = Array.from({ length: 20_000 }, (_, i) => `{"id":"p${i}","title":"Mug ${i * 7919}"}\n`).join(
      '',
    );
    const whole = gzipSync(many);
    const cutGzip = await readUntilFailure(await file(whole.subarray(0, whole.length >> 1)));
    expect(products(cutGzip.rows).length).toBeGreaterThan(5_000);
    expect(cutGzip.code).toBe('bad_file');
  });

  test('one bad row costs itself alone, and is reported as it stands', async () => {
    const bad = '{"id":"x","title":';
    const found = await read(await file(`${rows}${bad}\n[1]\n{"title":"No id"}\n{"id":"c","title":"Cup"}\n`));
    expect(products(found).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(reasons(found)).toEqual(['malformed_json', 'not_an_object', 'missing_id']);
    expect(found[2]).toMatchObject({ line: 3, row: bad });
  });

  test('ragged CSV rows are repaired or rejected one by one', async () => {
    const found = await read(await file('id,title,brand\na,Mug\nb,Pan,Oak,extra\nc,Cup,Oak,,\n'));
    expect(products(found)).toEqual([
      { id: 'a', title: 'Mug' },
      { id: 'c', title: 'Cup', brand: 'Oak' },
    ]);
    expect(reasons(found)).toEqual(['too_many_cells']);
    expect(found[0]).toMatchObject({ repairs: [{ reason: 'ragged_row' }] });
  });

  test('quotes, delimiters and newlines inside fields belong to them; an open quote costs its own line', async () => {
    const found = await read(
      await file('id,title,description\na,"Mug, ""blue""","first\nsecond"\nb,"Pan,open\nc,Cup,plain\n'),
    );
    expect(products(found)).toEqual([
      { id: 'a', title: 'Mug, "blue"', description: 'first second' },
      { id: 'c', title: 'Cup', description: 'plain' },
    ]);
    expect(reasons(found)).toEqual(['unbalanced_quote']);
  });

  test('a line of 300 MB is passed over without being held', async () => {
    const path = join(folder, 'huge.gz');
    const block = 'a'.repeat(1_048_576);
    await pipeline(
      Readable.from(
        (function* lines() {
          yield '{"id":"a","title":"Mug"}\n{"id":"x","title":"';
          for (let i = 0; i < 300; i++) yield block;
          yield '"}\n{"id":"b","title":"Pan"}\n';
        })(),
      ),
      createGzip({ level: 1 }),
      createWriteStream(path),
    );
    const before = process.memoryUsage().rss;
    const found = await read(path);
    expect(products(found).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(reasons(found)).toEqual(['too_large']);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  }, 60_000);

  test('names and values that are meant to break something break nothing', async () => {
    const path = await file(
      '{"id":"a","title":"Mug\\u0000 \\ud800 <b>blue</b> &amp; red","__proto__":{"polluted":1},"constructor":"x","price":"NaN"}\n',
    );
    const [row] = await read(path);
    expect(row).toMatchObject({
      kind: 'product',
      product: { id: 'a', title: expect.stringMatching(/^Mug\s+blue & red$/) },
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(row?.kind === 'product' ? row.product.price : undefined).toBeUndefined();
  });

  test.each([
    ['1.299,00 €', 1_299, 'EUR'],
    ['1,299.00', 1_299, undefined],
    ['$12.99', 12.99, 'USD'],
    ['12', 12, undefined],
    ['1 299,50', 1_299.5, undefined],
    [0, 0, undefined],
    [-5, undefined, undefined],
    ['call us', undefined, undefined],
    [1e12, undefined, undefined],
  ])('the price %j is %p', async (price, value, currency) => {
    const [row] = await read(await file(`${JSON.stringify({ id: 'a', title: 'Mug', price })}\n`));
    const product = row?.kind === 'product' ? row.product : undefined;
    expect(product?.price).toBe(value);
    if (currency !== undefined) expect(product?.currency).toBe(currency);
    if (value === undefined)
      expect(row).toMatchObject({ repairs: [{ field: 'price', reason: 'bad_price' }] });
  });

  test('a map takes fields from where they are, and unused ones are named', async () => {
    const path = await file(
      '{"sku":"a","n":{"en":"Mug"},"cents":1250,"path":"Home|Kitchen","query_id":"q1"}\n',
    );
    const map = parseMap({
      id: 'sku',
      title: 'n.en',
      price: { from: 'cents', multiply: 0.01 },
      category: { from: 'path', split: '|' },
    });
    const reading = readCatalog(path, { map });
    const found: CatalogRow[] = [];
    for await (const batch of reading) found.push(...batch);
    expect(products(found)).toEqual([{ id: 'a', title: 'Mug', price: 12.5, category: ['Home', 'Kitchen'] }]);
    expect(reading.unknownFields()).toEqual([{ field: 'query_id', rows: 1, example: 'q1' }]);
    expect(() => parseMap({ idd: 'sku' })).toThrow(expect.objectContaining({ code: 'bad_config' }));
  });

  test('a check counts what a reindex would write', async () => {
    const path = await file('{"id":"a","title":"Mug"}\n{"id":"a","title":"Again"}\n{"id":"b"}\nnonsense\n');
    expect(await checkCatalog(path)).toMatchObject({
      rows: 4,
      products: 1,
      rejected: 3,
      reasons: expect.arrayContaining([
        expect.objectContaining({
          reason: 'duplicate_id',
          count: 1,
          examples: [expect.stringMatching(/^line 2:/)],
        }),
        expect.objectContaining({ reason: 'missing_title', count: 1 }),
        expect.objectContaining({ reason: 'malformed_json', count: 1 }),
      ]),
    });
  });

  test('any CSV fields come back as they were written', async () => {
    // Cleaning collapses white space: the fields here have none to lose.
    const cell = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'Z', '"', ',', ';', "'", '7'),
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 20 }), async (titles) => {
        const lines = titles.map((title, i) => `p${i},${quoted(title)}`);
        const found = await read(await file(`id,title\n${lines.join('\n')}\n`));
        expect(products(found)).toEqual(titles.map((title, i) => ({ id: `p${i}`, title })));
      }),
      { numRuns: 40 },
    );
  });
});
