import { describe, expect, test } from '@jest/globals';
import { explain } from './explain.js';
import type { SignalShare } from './explanation.js';
import { DEFAULT_PROFILE } from './profile.js';
import { rank } from './rank.js';
import { sentence } from './sentence.js';

describe('an explanation', () => {
  const one = Uint32Array.of(0);
  const matrix = {
    size: 1,
    columns: {
      lexical: Float32Array.of(5),
      vector: Float32Array.of(0.75),
      popularity: Float32Array.of(9),
      affinity: Float32Array.of(Number.NaN),
    },
  };
  const { fused } = rank({
    matrix,
    ordinals: one,
    groups: one,
    profile: {
      ...DEFAULT_PROFILE,
      weights: { ...DEFAULT_PROFILE.weights, lexical: 2, vector: 4, affinity: 1 },
    },
    queryClass: 'general',
    scales: { bestLexical: 10, cosine: { low: 0.5, high: 1 } },
  });

  test('shows raw and normalised value, weight and contribution of each signal that counts', () => {
    const { score, signals, moves, gate } = explain(
      matrix,
      fused,
      0,
      [{ stage: 'personal', from: 3, to: 1 }],
      0.4,
      {
        words: ['lamp'],
      },
    );
    expect(signals).toEqual([
      { signal: 'lexical', raw: 5, normalised: 0.5, weight: 2, contribution: 1 },
      { signal: 'vector', raw: 0.75, normalised: 0.5, weight: 4, contribution: 2 },
      { signal: 'affinity', normalised: 0, weight: 1, contribution: 0 },
    ]);
    expect(score).toBe(3);
    expect(gate).toBe(0.4);
    expect(moves).toEqual([{ stage: 'personal', from: 3, to: 1 }]);
  });

  test('has no gate without a shopper', () => {
    expect(explain(matrix, fused, 0, [], undefined, { words: [] })).not.toHaveProperty('gate');
  });
});

describe('a sentence', () => {
  const share = (signal: SignalShare['signal'], normalised: number, weight = 1): SignalShare => ({
    signal,
    normalised,
    weight,
    contribution: weight * normalised,
  });

  test('names words, meaning and history', () => {
    expect(
      sentence([share('lexical', 0.8), share('vector', 0.7), share('personal', 0.2)], {
        words: ['oak', 'table'],
        looked: 'Oak Bench',
      }),
    ).toBe('Matches “oak table” in words; close in meaning; you looked at Oak Bench.');
  });
  test('says that a product was named rather than which words it holds', () => {
    const reasons = { words: ['wh1000xm4'], named: true };
    expect(sentence([share('lexical', 1), share('vector', 0.2)], reasons)).toBe('Has the code you typed.');
    expect(sentence([share('lexical', 1, 0), share('vector', 0.9)], reasons)).toBe('Close in meaning.');
  });
  test('is silent about what did not speak for the product', () => {
    expect(
      sentence([share('lexical', 0), share('vector', 0.4), share('personal', -0.2)], { words: [] }),
    ).toBe('Related in meaning.');
    expect(sentence([share('vector', 0.9, 0)], { words: [] })).toBe('Belongs to what you asked for.');
  });
});
