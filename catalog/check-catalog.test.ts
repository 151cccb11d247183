import { expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { withFile } from '../test/faults/catalog-file.js';
import { checkCatalog } from './check-catalog.js';

const CONTENT = [
  '{"id":"a","title":"Lamp","price":"free"}',
  '{"id":"b","title":"<b>Table</b>","query_id":"7"}',
  '{"id":"a","title":"Another lamp"}',
  '{"id":"c"}',
  'nonsense',
  '{"id":"a","title":"A third"}',
  '{"id":"d","title":"Desk"}',
].join('\n');

test('counts what a reindex would write: of one id the first row alone', async () => {
  await withFile(CONTENT, async (file) => {
    const check = await checkCatalog(file);
    expect(check).toMatchObject({ rows: 7, products: 3, rejected: 4, repaired: 2 });
    expect(Object.fromEntries(check.reasons.map(({ reason, count }) => [reason, count]))).toEqual({
      duplicate_id: 2,
      bad_price: 1,
      html: 1,
      malformed_json: 1,
      missing_title: 1,
    });
    expect(check.reasons[0]?.examples).toHaveLength(2);
    expect(check.reasons[0]?.examples[0]).toContain('line 3');
    expect(check.unknownFields).toEqual([{ field: 'query_id', rows: 1, example: '7' }]);
  });
});

test('says how far it is, up to the end', async () => {
  await withFile(CONTENT, async (file) => {
    const seen: unknown[] = [];
    await checkCatalog(file, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({
      stage: 'read',
      done: CONTENT.length,
      total: CONTENT.length,
      unit: 'bytes',
    });
  });
});

test('leaves nothing behind, also when the file breaks off', async () => {
  const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('aisle-check-'));
  const before = await left();
  await withFile('[{"id":"a","title":"Lamp"},{"id":', async (file) => {
    await expect(checkCatalog(file)).rejects.toMatchObject({ code: 'bad_file' });
  });
  expect((await left()).filter((name) => !before.includes(name))).toEqual([]);
});
