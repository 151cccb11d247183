import { describe, expect, test } from '@jest/globals';
import { DEFAULT_PROFILE, parseProfile, RRF_PROFILE } from './profile.js';
import { wantsSignal } from './weights.js';

function mistakes(data: unknown): string[] {
  try {
    parseProfile(data);
    return [];
  } catch (error) {
    expect((error as { code?: unknown }).code).toBe('bad_config');
    return (error as { errors: readonly { path: string }[] }).errors.map(({ path }) => path);
  }
}

describe('a ranking profile', () => {
  test('survives being stored as JSON', () => {
    for (const profile of [DEFAULT_PROFILE, RRF_PROFILE])
      expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  test('may weigh some signals of a class of queries', () => {
    const profile = { ...DEFAULT_PROFILE, classWeights: { brand: { lexical: 0 } } };
    expect(parseProfile(profile)).toEqual(profile);
  });

  test('names every mistake by its path', () => {
    expect(
      mistakes({
        ...DEFAULT_PROFILE,
        fusion: { kind: 'rrf', k: 0 },
        weights: { ...DEFAULT_PROFILE.weights, lexical: Number.NaN, vector: -1 },
        classWeights: { long: { personal: -1 } },
        personalMoves: 1.5,
      }),
    ).toEqual([
      'fusion.k',
      'weights.lexical',
      'weights.vector',
      'classWeights.long.personal',
      'personalMoves',
    ]);
  });

  test('that was stored before a signal was known gives it no weight', () => {
    const { category: _c, brand: _b, negation: _n, ...weights } = DEFAULT_PROFILE.weights;
    expect(parseProfile({ ...DEFAULT_PROFILE, weights }).weights).toEqual({
      ...DEFAULT_PROFILE.weights,
      category: 0,
      brand: 0,
      negation: 0,
    });
  });

  test('leaves no weight out and knows no other signal', () => {
    const { quality: _, ...weights } = DEFAULT_PROFILE.weights;
    expect(mistakes({ ...DEFAULT_PROFILE, weights })).toEqual(['weights.quality']);
    expect(mistakes({ ...DEFAULT_PROFILE, weights: { ...DEFAULT_PROFILE.weights, luck: 1 } })).toEqual([
      'weights.luck',
    ]);
  });
});

describe('a signal is wanted', () => {
  test('when its weight is above 0, an explicit 0 included', () => {
    expect(wantsSignal(DEFAULT_PROFILE, 'general', undefined, 'personal')).toBe(true);
    expect(wantsSignal(DEFAULT_PROFILE, 'general', { personal: 0 }, 'personal')).toBe(false);
    expect(wantsSignal(DEFAULT_PROFILE, 'general', undefined, 'quality')).toBe(false);
    expect(wantsSignal(DEFAULT_PROFILE, 'general', { quality: 0.1 }, 'quality')).toBe(true);
  });
  test("for an identifier never when it is the shopper's", () => {
    expect(wantsSignal(DEFAULT_PROFILE, 'identifier', { personal: 1 }, 'personal')).toBe(false);
    expect(wantsSignal(DEFAULT_PROFILE, 'identifier', undefined, 'lexical')).toBe(true);
  });
});
