import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { categoryLifts } from './category-rules.js';
import { diversify, type Choosable } from './diversify.js';
import { confidence, information, lift } from './rules.js';
import { sentence } from './sentence.js';
import { sequenceScores } from './sequence-rules.js';
import { bayesianRating, standingOf } from './standing.js';
import { mix, type Suggestion } from './suggestion.js';

describe('association rules', () => {
  // 100 shoppers; 20 bought the tent, 10 the stove, 8 both: 2 expected by chance.
  const counts = { both: 8, first: 20, second: 10, all: 100 };

  test('confidence, shrunk lift and information by hand', () => {
    expect(confidence(counts)).toBeCloseTo(0.4);
    expect(lift(counts)).toBeCloseTo(9 / 3);
    expect(information(counts)).toBeCloseTo(0.4 * Math.log2(3));
  });

  test('what goes together as often as by chance, or less, tells nothing', () => {
    expect(information({ both: 2, first: 20, second: 10, all: 100 })).toBe(0);
    expect(information({ both: 1, first: 50, second: 50, all: 100 })).toBe(0);
  });

  test('nobody bought anything: no rule, no division by 0', () => {
    expect(information({ both: 0, first: 0, second: 0, all: 0 })).toBe(0);
  });

  test('the same share seen oftener is the stronger rule', () => {
    const few = lift({ both: 2, first: 4, second: 4, all: 40 });
    const many = lift({ both: 20, first: 40, second: 40, all: 400 });
    expect(many).toBeGreaterThan(few);
  });

  test('thin rules of a kind add up', () => {
    const lifts = categoryLifts([
      { category: 'Stoves', both: 2, expected: 0.5 },
      { category: 'Stoves', both: 2, expected: 0.5 },
      { category: 'Socks', both: 1, expected: 2 },
    ]);
    expect(lifts.get('Stoves')).toBeCloseTo(5 / 2);
    expect(lifts.get('Socks')).toBeCloseTo(2 / 3);
  });
});

describe('sequence rules', () => {
  const after = (productId: string, strength: number, buyers: number) => ({
    productId,
    shoppers: Math.ceil(strength),
    strength,
    buyers,
  });

  test('newer items say more, much-bought ones less; the strongest item is named', () => {
    const scores = sequenceScores([
      { productId: 'new', buyers: 4, together: [], after: [after('x', 2, 1), after('y', 2, 8)] },
      { productId: 'old', buyers: 1, together: [], after: [after('x', 4, 1)] },
    ]);
    expect(scores.map(({ productId, from }) => [productId, from])).toEqual([
      ['x', 'old'],
      ['y', 'new'],
    ]);
    expect(scores[0]?.score).toBeCloseTo(2 / 4 ** 0.5 + (0.7 * 4) / 1);
    expect(scores[1]?.score).toBeCloseTo(2 / (4 ** 0.5 * 8 ** 0.3));
  });

  test('no history, no scores', () => {
    expect(sequenceScores([])).toEqual([]);
  });
});

describe('how a product does', () => {
  test('a single five stars is no favourite', () => {
    expect(bayesianRating(5, 1)).toBeCloseTo((10 * 3.5 + 5) / 11);
    expect(bayesianRating(4.5, 500)).toBeGreaterThan(bayesianRating(5, 1));
    expect(bayesianRating(Number.NaN, Number.NaN)).toBe(3.5);
  });

  test('the most wanted with the best rating is 1', () => {
    expect(standingOf({ count: 9, rating: 5, ratingCount: 1e9 }, 9)).toBeCloseTo(1);
    expect(standingOf({ count: 0, rating: Number.NaN, ratingCount: Number.NaN }, 0)).toBeCloseTo(0.3 * 0.7);
  });
});

describe('mixing sources', () => {
  const of = (ordinal: number, score: number, kind: 'popular' | 'new' = 'popular'): Suggestion => ({
    ordinal,
    score,
    reason: { kind },
  });

  test('shares of each source are added; the greatest part gives the reason', () => {
    const mixed = mix([
      { weight: 1, suggestions: [of(1, 10), of(2, 5)] },
      { weight: 0.5, suggestions: [of(2, 3, 'new'), of(3, 3, 'new')] },
    ]);
    expect(mixed.map(({ ordinal, score }) => [ordinal, score])).toEqual([
      [1, 1],
      [2, 1],
      [3, 0.5],
    ]);
    expect(
      mix([
        { weight: 1, suggestions: [of(1, 1), of(2, 4)] },
        { weight: 1, suggestions: [of(1, 1, 'new')] },
      ])[0],
    ).toMatchObject({ ordinal: 1, reason: { kind: 'new' } });
  });

  test('a weight of 0 switches a source off, an empty one leaves the order to the others', () => {
    expect(
      mix([
        { weight: 0, suggestions: [of(1, 1)] },
        { weight: 1, suggestions: [] },
      ]),
    ).toEqual([]);
  });
});

describe('diversity', () => {
  const at = (relevance: number, angle: number, brand?: string): Choosable => ({
    relevance,
    vector: Float32Array.of(Math.cos(angle), Math.sin(angle)),
    brand,
  });

  test('of two alike the second waits for what is different', () => {
    const candidates = [at(1, 0), at(0.9, 0.01), at(0.6, Math.PI / 2)];
    expect(diversify(candidates, { size: 3, relevance: 0.7, perBrand: 9 })).toEqual([0, 2, 1]);
    expect(diversify(candidates, { size: 3, relevance: 1, perBrand: 9 })).toEqual([0, 1, 2]);
  });

  test('a brand that has had its number waits, and comes when no other is left', () => {
    const candidates = [at(1, 0, 'A'), at(0.9, 1, 'A'), at(0.1, 2, 'B')];
    expect(diversify(candidates, { size: 3, relevance: 1, perBrand: 1 })).toEqual([0, 2, 1]);
  });

  test('any candidates: as many as asked for or there are, each once, the first the most relevant', () => {
    const candidate = fc.record({
      relevance: fc.double({ min: 0, max: 1, noNaN: true }),
      angle: fc.option(fc.double({ min: 0, max: 6, noNaN: true }), { nil: undefined }),
      brand: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), fc.integer({ min: 1, max: 25 }), (all, size) => {
        const candidates = all
          .map(({ relevance, angle, brand }) => ({
            relevance,
            vector: angle === undefined ? undefined : at(0, angle).vector,
            brand,
          }))
          .sort((a, b) => b.relevance - a.relevance);
        const chosen = diversify(candidates, { size, relevance: 0.7, perBrand: 2 });
        expect(chosen).toHaveLength(Math.min(size, all.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        if (all.length > 0) expect(candidates[chosen[0] as number]?.relevance).toBe(candidates[0]?.relevance);
      }),
    );
  });
});

describe('sentences', () => {
  const product = { id: 'p', title: 'Stove', category: ['Outdoor', 'Stoves'], rating: 4.46 };
  const tent = { id: 't', title: 'Trail tent' };

  test('name products and kinds, in plain words', () => {
    expect(sentence({ kind: 'bought-with', to: 1 }, product, tent)).toBe('Often bought with Trail tent');
    expect(sentence({ kind: 'history', to: 1, did: 'view' }, product, tent)).toBe(
      'Because you looked at Trail tent',
    );
    expect(sentence({ kind: 'history', to: 1, did: 'purchase' }, product, tent)).toBe(
      'Because you bought Trail tent',
    );
    expect(sentence({ kind: 'popular-in-category' }, product, undefined)).toBe('Popular in Stoves');
    expect(sentence({ kind: 'rated' }, product, undefined)).toBe('Rated 4.5 of 5 by shoppers');
  });

  test('a long title is cut at a word, never within a character', () => {
    const long = {
      id: 'l',
      title: 'Ultralight two person tent with vestibule and footprint for three seasons',
    };
    expect(sentence({ kind: 'similar', to: 1 }, product, long)).toBe(
      'Similar to Ultralight two person tent with vestibule and footprint for…',
    );
    const one = { id: 'o', title: '😀'.repeat(50) };
    expect(sentence({ kind: 'similar', to: 1 }, product, one)).toBe(`Similar to ${'😀'.repeat(50)}…`);
  });
});
