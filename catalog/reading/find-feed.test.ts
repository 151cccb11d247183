import { expect, test } from '@jest/globals';
import { brief, readContent } from '../../test/faults/catalog-file.js';
import { parseMap } from '../map.js';

const lines = (...rows: string[]) => rows.map((row) => `${row}\n`).join('');
const indented = (row: string) => JSON.stringify(JSON.parse(row), null, 2);
const A = '{"id":"a","title":"Lamp"}';
const B = '{"id":"b","title":"Table"}';
const BOTH = ['a: Lamp', 'b: Table'];

test.each([
  ['one product a line', `{"products":[\n${A},\n${B}\n]}`],
  ['one product a line, the outer object too', `{\n"products":[\n${A},\n${B}\n]\n}`],
  ['fields of its own', `{"currency":"EUR","updated":"2024-01-01","products":[${A},${B}]}`],
  ['an id and a title of its own', `{"id":"feed-7","title":"Acme feed","products":[${A},${B}]}`],
  ['an id and a title after it', `{"items":[\n${A},\n${B}\n],"id":"feed-7","name":"Acme feed"}`],
  ['a name of its own and no usual key', `{"name":"Acme feed","widgets":[${A},${B}]}`],
  ['lists that are not the feed', `{"brand":"Acme","links":[{"rel":"self"}],"results":[${A},${B}]}`],
  ['groups that have names', `{"facets":[{"id":1,"name":"x"}],"hits":[${A},${B}]}`],
])('a wrapped array with %s', async (_, content) => {
  expect(brief(await readContent(content))).toEqual(BOTH);
});

test('a wrapped array by a map', async () => {
  const map = parseMap({ id: 'nr', title: 'größe' });
  const content =
    '{"id":"f","title":"Acme","waren":[\n{"nr":"a","größe":"Lamp"},\n{"nr":"b","größe":"Table"}\n]}';
  expect(brief(await readContent(content, map))).toEqual(BOTH);
});

test.each([
  ['variants with ids and titles', '{"id":"a","title":"Lamp","variants":[{"id":"a1","title":"Small"}]}'],
  ['variants before its title', '{"id":"a","variants":[{"id":"a1","title":"Small"}],"title":"Lamp"}'],
  ['items that are no products', '{"id":"a","title":"Lamp","items":[{"key":"x","value":1}]}'],
])('a product with %s is no feed', async (_, row) => {
  expect(brief(await readContent(row))).toEqual(['a: Lamp']);
  expect(brief(await readContent(lines(row, B)))).toEqual(BOTH);
  expect(brief(await readContent(lines(indented(row), indented(B))))).toEqual(BOTH);
});

test('a bundle of products, and objects after it: none wraps the others', async () => {
  const bundle = indented(`{"id":"a","title":"Lamp","items":[${A},${B}]}`);
  expect(brief(await readContent(lines(bundle, indented(B))))).toEqual(BOTH);
});

test('a first row that breaks off inside a list does not wrap the others', async () => {
  expect(brief(await readContent(lines('{"id":"x","tags":[', A, B)))).toEqual([
    'line 1: malformed_json',
    ...BOTH,
  ]);
});
