import { expect, test } from '@jest/globals';
import { idf } from './idf.js';

test('idf: ln(1 + (N − n + .5) / (n + .5)), worked by hand', () => {
  expect(idf(1, 10)).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
  expect(idf(0, 10)).toBeCloseTo(Math.log(22), 12);
  // A word in every product still counts a little, never against it.
  expect(idf(10, 10)).toBeCloseTo(Math.log(1 + 0.5 / 10.5), 12);
});
