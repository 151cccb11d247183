import { expect, test } from '@jest/globals';
import { identifierTable } from './identifier-table.js';

const table = await identifierTable([
  ['wh1000xm4', 7],
  ['耳机7', 1],
  ['wh1000xm4', 2],
  ['wh1000xm3', 5],
  ['wh1000xm4', 7],
  ['𝔸1', 4],
]);

test('products by key, ascending, each once', async () => {
  expect([...table.find('wh1000xm4')]).toEqual([2, 7]);
  expect([...table.find('耳机7')]).toEqual([1]);
  expect([...table.find('𝔸1')]).toEqual([4]);
  for (const key of ['wh1000xm', 'wh1000xm44', '', '耳']) expect([...table.find(key)]).toEqual([]);
  expect([...(await identifierTable([])).find('a')]).toEqual([]);
});

test('keys by their beginning, in order', () => {
  expect([...table.beginning('wh1000')]).toEqual(['wh1000xm3', 'wh1000xm4']);
  expect([...table.beginning('wh1000xm4')]).toEqual(['wh1000xm4']);
  expect([...table.beginning('x')]).toEqual([]);
});

test('what ascends by code points only is found, too', async () => {
  // UTF-16 has the second one first.
  const byCodePoints = await identifierTable([
    ['a', 0],
    ['\ufa0e1', 1],
    ['𝔸1', 2],
  ]);
  for (const [ordinal, key] of ['a', '\ufa0e1', '𝔸1'].entries())
    expect([...byCodePoints.find(key)]).toEqual([ordinal]);
});
