import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overlapAt, rankBiasedOverlap } from './overlap.js';

const list = fc.uniqueArray(fc.stringMatching(/^[a-l]$/), { maxLength: 12 });

describe('overlapAt', () => {
  test('by hand', () => {
    expect(overlapAt(['a', 'b', 'c'], ['b', 'a', 'd'], 3).jaccard).toBe(0.5);
    expect(overlapAt(['a', 'b', 'c'], ['b', 'a', 'd'], 2).jaccard).toBe(1);
    expect(overlapAt(['a'], [], 10)).toEqual({ jaccard: 0, rbo: 0 });
    expect(overlapAt([], [], 10)).toEqual({ jaccard: 1, rbo: 1 });
  });

  test('is the same from both sides, 1 of a list with itself, 0 of strangers, between them else', () => {
    fc.assert(
      fc.property(list, list, fc.integer({ min: 1, max: 12 }), (a, b, k) => {
        const overlap = overlapAt(a, b, k);
        expect(overlapAt(b, a, k)).toEqual(overlap);
        for (const value of Object.values(overlap)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const value of Object.values(overlapAt(a, a, k))) expect(value).toBeCloseTo(1, 12);
        const strangers = overlapAt(
          ['x', ...a],
          b.map((id) => `not ${id}`),
          k,
        );
        expect(strangers).toEqual({ jaccard: 0, rbo: 0 });
      }),
    );
  });
});

describe('rankBiasedOverlap', () => {
  test('by hand: (1 − p)/p · Σ X_d/d · p^d + X_k/k · p^k', () => {
    // p = .5, agreement 0, 1: .5·0·1 … = 1 · (0 · .5 + 1 · .25) + 1 · .25
    expect(rankBiasedOverlap(['a', 'b'], ['b', 'a'], 0.5)).toBeCloseTo(0.5, 12);
    // agreement 1, 1/2: 1 · (.5 + .5 · .25) + .5 · .25
    expect(rankBiasedOverlap(['a', 'b'], ['a', 'c'], 0.5)).toBeCloseTo(0.75, 12);
    // Of lengths 1 and 2, the one the start of the other: as far as is known they agree.
    expect(rankBiasedOverlap(['a'], ['a', 'b'], 0.5)).toBeCloseTo(1, 12);
  });

  test('a difference at the top weighs more than one further down', () => {
    const ranked = ['a', 'b', 'c', 'd', 'e'];
    const top = rankBiasedOverlap(ranked, ['x', 'b', 'c', 'd', 'e'], 0.9);
    const bottom = rankBiasedOverlap(ranked, ['a', 'b', 'c', 'd', 'x'], 0.9);
    expect(top).toBeLessThan(bottom);
  });
});
