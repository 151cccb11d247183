import { expect, test } from '@jest/globals';
import { titleQueries } from './title-queries.js';

test('three words in a row, beginnings first, each once and none that is known', () => {
  expect(
    titleQueries(
      ['Red Tent, 2 persons', 'red tent 2', 'A lamp', 'Blue warm socks XL'],
      new Set(['warm socks xl']),
    ),
  ).toEqual(['red tent 2', 'blue warm socks', 'tent 2 persons']);
});
