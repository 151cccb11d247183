import { expect, test } from '@jest/globals';
import { AttributeTaste, greatest } from './attribute-taste.js';

test('items that share a rare attribute with the history lie towards it, what all have says nothing', () => {
  const taste = new AttributeTaste([['all', 'tents'], ['all', 'tents'], ['all', 'lamps'], ['all']]);
  const scores = taste.scores([0]);
  // Unit vectors along one attribute each: p·v − p·μ = 1 − 2/4 and 0 − 2/4.
  expect([...scores]).toEqual([0.5, 0.5, -0.5, -0.5]);
  expect([...taste.scores([])].map((score) => Math.abs(score))).toEqual([0, 0, 0, 0]);
});

test('the greatest above 0, ties by number', () => {
  expect(greatest(Float64Array.of(0.5, 2, 0, 2, -1, 1), 3)).toEqual([1, 3, 5]);
  expect(greatest(Float64Array.of(-1, 0), 3)).toEqual([]);
});
