import { expect, test } from '@jest/globals';
import { meanPool } from './pooling.js';

test('the mean of the tokens without padding, at unit length', () => {
  // Two texts, padded to 2 tokens of 2 dimensions: tokens (3, 0) and (0, 4); then (0, 5) with a padding of (9, 9).
  const hidden = Float32Array.of(3, 0, 0, 4, 0, 5, 9, 9);
  const out = new Float32Array(2);
  meanPool(hidden, 0, 2, 2, out);
  // mean (1.5, 2), length 2.5
  expect([...out]).toEqual([0.6, 0.8].map(Math.fround));
  meanPool(hidden, 1, 1, 2, out);
  expect([...out]).toEqual([0, 1]);
});
