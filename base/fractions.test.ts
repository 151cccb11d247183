import { expect, test } from '@jest/globals';
import { setFractionsApart } from './fractions.js';

test.each([
  ['8½', '8 ½'],
  ['Boot 1⅝ "', 'Boot 1 ⅝ "'],
  ['½2', '½ 2'],
  ['¼½', '¼ ½'],
  ['1⅟3', '1 ⅟3'],
  ['½', '½'],
  ['½x', '½x'],
  ['m² 1/2', 'm² 1/2'],
])('%s is %s', (text, apart) => {
  expect(setFractionsApart(text)).toBe(apart);
});
