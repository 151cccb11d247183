import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { parseMap } from '../../../catalog/index.js';
import { openOverlayWriter, readProductTable } from './product-table.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'aisle-table-')), 'products');
  const writer = await openOverlayWriter(folder, parseMap({ id: '_id' }));
  await writer.append([{ id: 'A-1', title: 'Lamp', groupId: 'G-1', attributes: { sku: 'WH-1000XM4' } }]);
  await writer.append([{ id: 'B-2', title: 'Lamp', groupId: 'G-1' }]);
  await writer.finish();
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

test('identifiers of all products, whatever batch they came in', async () => {
  const { ids, identifiers } = await readProductTable(folder);
  const found = (key: string) => Array.from(identifiers.find(key), (ordinal) => ids[ordinal]);
  expect(['a1', 'b2', 'g1', 'wh1000xm4', 'lamp'].map(found)).toEqual([
    ['A-1'],
    ['B-2'],
    ['A-1', 'B-2'],
    ['A-1'],
    [],
  ]);
});

test('a table of a version that kept none is read as ever', async () => {
  const db = new Database(join(folder, 'table.db'));
  db.exec('DROP TABLE identifiers');
  db.close();
  const { ids, identifiers } = await readProductTable(folder);
  expect(ids).toEqual(['A-1', 'B-2']);
  expect([...identifiers.find('a1')]).toEqual([]);
});
