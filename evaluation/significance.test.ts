import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mean, quantile } from './means.js';
import { compare, meansOf } from './report.js';
import { bootstrapInterval, randomisationTest } from './significance.js';

const resampling = { seed: 7, rounds: 4_000 };

describe('randomisation test', () => {
  test('by hand: three differences of +1; of the 8 sign patterns two are as extreme, p = 1/4', () => {
    const { difference, p } = randomisationTest([1, 1, 1], [0, 0, 0], resampling);
    expect(difference).toBe(1);
    expect(p).toBeGreaterThan(0.23);
    expect(p).toBeLessThan(0.27);
  });

  test('equal lists: p is 1', () => {
    expect(randomisationTest([0.1, 0.7], [0.1, 0.7], resampling)).toEqual({ difference: 0, p: 1 });
  });

  test('p is never 0: no more can be said than the rounds allow', () => {
    const a = Array.from({ length: 60 }, () => 1);
    const { p } = randomisationTest(
      a,
      a.map(() => 0),
      { seed: 1, rounds: 99 },
    );
    expect(p).toBe(1 / 100);
  });

  test('two-sided, and the same seed gives the same answer', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        (pairs) => {
          const a = pairs.map(([x]) => x);
          const b = pairs.map(([, y]) => y);
          const options = { seed: 3, rounds: 200 };
          const there = randomisationTest(a, b, options);
          const back = randomisationTest(b, a, options);
          expect(randomisationTest(a, b, options)).toEqual(there);
          expect(back.p).toBe(there.p);
          expect(there.p).toBeGreaterThan(0);
          expect(there.p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('lists that are no pairs are refused', () => {
    expect(() => randomisationTest([1], [1, 2], resampling)).toThrow('pairs');
    expect(() => randomisationTest([], [], resampling)).toThrow('pairs');
    expect(() => randomisationTest([1], [1], { seed: 1, rounds: 0 })).toThrow('rounds');
  });
});

describe('bootstrap interval', () => {
  test('a constant difference has no width', () => {
    const [low, high] = bootstrapInterval([0.5, 0.6, 0.7], [0.4, 0.5, 0.6], resampling);
    expect(low).toBeCloseTo(0.1, 12);
    expect(high).toBeCloseTo(0.1, 12);
  });

  test('of ±1 for 100 queries: about ±1.96 standard errors of .1', () => {
    const a = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const [low, high] = bootstrapInterval(
      a,
      a.map(() => 0),
      resampling,
    );
    expect(low).toBeCloseTo(-0.196, 1);
    expect(high).toBeCloseTo(0.196, 1);
  });
});

test('mean and quantiles', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 1)).toBe(4);
  expect(quantile([], 0.5)).toBeNaN();
});

test('means and comparisons leave out queries for which a metric is undefined', () => {
  const a = [{ 'ndcg@10': 1, mrr: 1 }, { 'ndcg@10': 0.5 }];
  const b = [{ 'ndcg@10': 0.5, mrr: 0 }, { 'ndcg@10': 0.5 }];
  expect(meansOf(a)).toEqual({ 'ndcg@10': 0.75, mrr: 1 });
  const [first, second, ...others] = compare(a, b, resampling);
  expect(first).toMatchObject({ metric: 'ndcg@10', mean: 0.75, against: 0.5, difference: 0.25 });
  expect(second).toMatchObject({ metric: 'mrr', mean: 1, against: 0, difference: 1, p: 1 });
  expect(others).toEqual([]);
});
