import { describe, expect, test } from '@jest/globals';
import { averagePrecision } from './average-precision.js';
import { judgedAt } from './judged.js';
import { ndcg } from './ndcg.js';
import { queryMetrics } from './query-metrics.js';
import { recallAt } from './recall.js';
import { reciprocalRank } from './reciprocal-rank.js';
import { acceptableAt, setQuality } from './set-quality.js';

const gains = new Map([
  ['exact', 1],
  ['second', 1],
  ['substitute', 0.1],
  ['complement', 0.01],
  ['irrelevant', 0],
]);

describe('NDCG', () => {
  test('by hand: gains .1, 0 (unjudged), 1 at ranks 1, 2, 3', () => {
    // DCG = .1/1 + 0 + 1/log2(4) = .6
    // ideal = 1/1 + 1/log2(3) + .1/log2(4) + .01/log2(5) = 1 + .63093 + .05 + .00431 = 1.68524
    expect(ndcg(['substitute', 'unjudged', 'exact'], gains, 10)).toBeCloseTo(0.6 / 1.68524, 5);
  });

  test('the ideal counts all judged products, cut at k', () => {
    // k = 1: ideal 1, and the first hit gains .1
    expect(ndcg(['substitute', 'exact'], gains, 1)).toBeCloseTo(0.1, 12);
    expect(ndcg(['second', 'exact', 'substitute', 'complement'], gains, 10)).toBeCloseTo(1, 12);
  });

  test('nothing found is 0, nothing to find is undefined', () => {
    expect(ndcg([], gains, 10)).toBe(0);
    expect(ndcg(['a'], new Map([['a', 0]]), 10)).toBeUndefined();
  });
});

test('judged@k: irrelevant is judged, and a short list is not held against itself', () => {
  expect(judgedAt(['irrelevant', 'unjudged', 'exact', 'x'], gains, 3)).toBeCloseTo(2 / 3, 12);
  expect(judgedAt(['exact'], gains, 10)).toBe(1);
  expect(judgedAt([], gains, 10)).toBe(0);
});

test('recall counts exact products alone, each once', () => {
  expect(recallAt(['substitute', 'exact', 'second'], gains, 2)).toBe(0.5);
  expect(recallAt(['exact', 'exact'], gains, 10)).toBe(0.5);
  expect(recallAt(['substitute', 'exact', 'second'], gains, Infinity)).toBe(1);
  expect(recallAt(['a'], new Map([['a', 0.1]]), 10)).toBeUndefined();
});

test('reciprocal rank: substitutes are not what was asked for', () => {
  expect(reciprocalRank(['substitute', 'x', 'second'], gains)).toBeCloseTo(1 / 3, 12);
  expect(reciprocalRank(['substitute'], gains)).toBe(0);
  expect(reciprocalRank([], new Map([['a', 0.1]]))).toBeUndefined();
});

test('average precision: (1/1 + 2/3) / 2', () => {
  expect(averagePrecision(['exact', 'x', 'second'], gains)).toBeCloseTo((1 + 2 / 3) / 2, 12);
  // The one that was not found counts as 0.
  expect(averagePrecision(['x', 'second'], gains)).toBeCloseTo(0.25, 12);
});

describe('a whole set', () => {
  test('exact and substitute are right, everything else is wrong', () => {
    // 2 right of 5; 2 of the 3 right ones: P .4, R .667, F1 = 2·.4·.667/1.067 = .5
    const quality = setQuality(['exact', 'substitute', 'complement', 'irrelevant', 'unjudged'], gains);
    expect(quality?.precision).toBeCloseTo(0.4, 12);
    expect(quality?.recall).toBeCloseTo(2 / 3, 12);
    expect(quality?.f1).toBeCloseTo(0.5, 12);
  });

  test('the empty set is 0 throughout', () => {
    expect(setQuality([], gains)).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(setQuality(['a'], new Map([['a', 0.01]]))).toBeUndefined();
  });

  test('share of acceptable products among the first', () => {
    expect(acceptableAt(['substitute', 'complement', 'exact', 'second'], gains, 3)).toBeCloseTo(2 / 3, 12);
    expect(acceptableAt([], gains, 10)).toBe(0);
  });
});

test('a metric that is undefined for a query is absent, not 0', () => {
  expect(queryMetrics(['a'], new Map([['a', 0.1]]))).toEqual({ 'ndcg@10': 1, 'judged@10': 1 });
});
