import { describe, expect, test } from '@jest/globals';
import { clampedScale } from './clamped-scale.js';
import { distribution } from './distribution.js';
import { fixedBounds } from './fixed-bounds.js';
import { normalise, NEUTRAL } from './index.js';
import { reciprocalRank } from './reciprocal-rank.js';
import { shareOfBest } from './share-of-best.js';
import { SIGNALS } from '../matrix.js';

const of = (...values: number[]) => Float32Array.from(values);

describe('share of the best', () => {
  test('is the quotient, with the best of the whole generation', () => {
    expect([...shareOfBest(of(8, 4, 0), 16, 0)]).toEqual([0.5, 0.25, 0]);
  });
  test('gives 0 for all when nothing matched', () => {
    expect([...shareOfBest(of(0, 0), 0, 0)]).toEqual([0, 0]);
  });
  test('gives what is unknown the neutral value', () => {
    expect([...shareOfBest(of(Number.NaN, 1), 2, 0.25)]).toEqual([0.25, 0.5]);
  });
});

describe('fixed bounds', () => {
  test('map low to 0, high to 1, and do not clamp', () => {
    expect([...fixedBounds(of(0.5, 1, 0.75, 1.25, 0.25), 0.5, 1, 0)]).toEqual([0, 1, 0.5, 1.5, -0.5]);
  });
  test('give what is unknown the neutral value', () => {
    expect([...fixedBounds(of(Number.NaN), 0.5, 1, 0)]).toEqual([0]);
  });
});

describe('clamped scale', () => {
  test('divides and holds within −1..1', () => {
    expect([...clampedScale(of(1, -1, 8, -8, Number.NaN), 4, 0)]).toEqual([0.25, -0.25, 1, -1, 0]);
  });
});

describe('reciprocal rank', () => {
  test('is 1/(k + rank) from rank 1; ties share the better rank and the next goes on counting', () => {
    expect([...reciprocalRank(of(1, 3, 3, 2), 60, false)]).toEqual([1 / 64, 1 / 61, 1 / 61, 1 / 63]);
  });
  test('leaves out what is unknown, and what matched no word', () => {
    expect([...reciprocalRank(of(0, 2, Number.NaN), 60, true)]).toEqual([0, 1 / 61, 0]);
    expect([...reciprocalRank(of(0, 2, Number.NaN), 60, false)]).toEqual([1 / 62, 1 / 61, 0]);
  });
});

describe('distribution', () => {
  test('maps the mean to .5 and three standard deviations to 0 and 1', () => {
    // Mean 2, sd √(2/3): (3 − 2) / (6 √(2/3)) + .5
    const [low, middle, high] = distribution(of(1, 2, 3), 0);
    expect(low).toBeCloseTo(0.5 - 1 / (6 * Math.sqrt(2 / 3)), 12);
    expect(middle).toBe(0.5);
    expect(high).toBeCloseTo(0.5 + 1 / (6 * Math.sqrt(2 / 3)), 12);
  });
  test('gives .5 where all are equal, and counts only what is known', () => {
    expect([...distribution(of(7, 7, Number.NaN), 0)]).toEqual([0.5, 0.5, 0]);
    expect([...distribution(of(Number.NaN), 0)]).toEqual([0]);
    expect([...distribution(of(), 0)]).toEqual([]);
  });
});

test('what is unknown is never better than the average candidate, under any fusion', () => {
  const scales = { bestLexical: 4, cosine: { low: 0.1, high: 0.9 } };
  for (const fusion of [{ kind: 'linear' }, { kind: 'rrf', k: 60 }, { kind: 'distribution' }] as const) {
    for (const signal of SIGNALS) {
      const values = normalise(signal, of(0.2, 0.4, 0.8, Number.NaN), fusion, scales);
      const known = values.subarray(0, 3);
      const average = known.reduce((sum, value) => sum + value, 0) / known.length;
      expect(values[3]).toBeLessThanOrEqual(average);
      expect(values[3]).toBe(fusion.kind === 'rrf' ? 0 : NEUTRAL[signal]);
    }
  }
});
