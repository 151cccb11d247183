import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brandIntent } from './brand-intent.js';
import { categoryIntent, headNoun, type CategoryWords } from './category-intent.js';

/** Titles of 20 products: 10 phones, and 10 cases for them in the category above. */
const SHOP: CategoryWords = {
  titles: 20,
  term: (term) =>
    ({
      phone: { held: 18, named: 12, heads: 8 },
      case: { held: 10, named: 10, heads: 10 },
      red: { held: 6, named: 6, heads: 0 },
      acm: { held: 10, named: 10, heads: 0 },
    })[term],
  mentions: (term) =>
    new Map<string, number>(
      term === 'phone'
        ? [
            ['Phones > Mobile', 18],
            ['Phones', 2],
          ]
        : term === 'case'
          ? [['Phones', 20]]
          : [],
    ),
  within: (path) =>
    new Map([
      ['Phones', 20],
      ['Phones > Mobile', 10],
    ]).get(path) ?? 0,
};

describe('the head noun', () => {
  test.each([
    ['phone', 'phone'],
    ['red phone for kids', 'phone'],
    ['phone case', 'case'],
    ['phone red', 'phone'],
    ['red', undefined],
    ['for phone', undefined],
    ['', undefined],
  ])('of %j is %j', (query, noun) => expect(headNoun(query, SHOP)).toBe(noun));
});

describe('the category that a noun names', () => {
  test('worked by hand', () => {
    const phone = categoryIntent('phone', SHOP);
    // s(everything) = (12 + 8) / 20 = 1; s(Phones) = (18 + 2 + 5 · 1) / (20 + 5) = 1; s(Mobile) = (18 + 5 · 1) / (10 + 5).
    const mobile = 23 / 15;
    expect(phone?.('Phones > Mobile')).toBe(1);
    expect(phone?.('Phones')).toBeCloseTo(1 / mobile, 12);
    // A category that no title was read of says what the one above it says.
    expect(phone?.('Phones > Unheard of')).toBeCloseTo(1 / mobile, 12);
    expect(phone?.('Elsewhere')).toBeCloseTo(1 / mobile, 12);
  });

  test('is none where what is called so has no category', () => {
    expect(categoryIntent('red', SHOP)).toBeUndefined();
  });

  test('is a share between 0 and 1 for any path', () => {
    const phone = categoryIntent('phone', SHOP);
    fc.assert(
      fc.property(fc.string(), (path) => {
        const share = phone?.(path) ?? -1;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a brand', () => {
  const acme = { words: 'acme', spellings: ['Acme', 'ACME'], products: 40 };
  test('is meant when a fifth of what its words stand in is its own', () => {
    // 10 of 20 titles hold it: 100 of 200 products.
    expect(brandIntent([acme], SHOP, 200)).toEqual(new Set(['Acme', 'ACME']));
    expect(brandIntent([{ ...acme, products: 19 }], SHOP, 200)).toBeUndefined();
    expect(brandIntent([{ ...acme, products: 20 }], SHOP, 200)).toBeDefined();
  });
  test('that no title was read of is taken by its name', () => {
    expect(brandIntent([{ words: 'nobody', spellings: ['Nobody'], products: 1 }], SHOP, 200)).toBeDefined();
  });
  test('is none where none is named', () => expect(brandIntent([], SHOP, 200)).toBeUndefined());
});
