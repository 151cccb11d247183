import { describe, expect, test } from '@jest/globals';
import { affinityOf, logOdds, priceFit, tasteOf } from './affinity.js';

const shares = {
  counts: new Map([
    ['Acme', 10],
    ['Umbra', 90],
  ]),
  total: 100,
};

describe('log-odds', () => {
  const chosen = new Map([['Acme', 2]]);
  test('are those of the smoothed share against the catalogue', () => {
    // (2 + 3·.1) / (2 + 3) = .46 against .1
    expect(logOdds('Acme', chosen, 2, shares)).toBeCloseTo(Math.log(4.6), 12);
    // (0 + 3·.9) / 5 = .54 against .9
    expect(logOdds('Umbra', chosen, 2, shares)).toBeCloseTo(Math.log(0.6), 12);
  });
  test('are 0 for a shopper of no history, and for what is not known', () => {
    expect(logOdds('Acme', new Map(), 0, shares)).toBeCloseTo(0, 12);
    expect(logOdds(undefined, chosen, 2, shares)).toBe(0);
    expect(logOdds('Acme', chosen, 2, { counts: new Map(), total: 0 })).toBe(0);
  });
  test('count a value that the catalogue did not list as one product', () => {
    expect(logOdds('New', new Map([['New', 1]]), 1, shares)).toBeCloseTo(Math.log((1 + 0.03) / 4 / 0.01), 12);
  });
});

describe('the fit of a price', () => {
  const preferred = { mean: Math.log(100), spread: 0.5 };
  test('is best at the mean, 0 at an average distance, and bounded', () => {
    const average = Math.sqrt(2 / Math.PI);
    expect(priceFit(100, preferred)).toBeCloseTo(average, 12);
    expect(priceFit(100 * Math.exp(0.5 * average), preferred)).toBeCloseTo(0, 12);
    expect(priceFit(100 / Math.exp(0.5), preferred)).toBeCloseTo(average - 1, 12);
    expect(priceFit(1e9, preferred)).toBeCloseTo(average - 2, 12);
  });
  test('is 0 where either is not known', () => {
    expect(priceFit(Number.NaN, preferred)).toBe(0);
    expect(priceFit(0, preferred)).toBe(0);
    expect(priceFit(100, undefined)).toBe(0);
  });
});

describe('a taste', () => {
  test('counts each item by its attention', () => {
    const taste = tasteOf([
      { mass: 3, brand: 'Acme', category: 'Lamps', price: 100 },
      { mass: 1, brand: 'Umbra', category: 'Lamps', price: Number.NaN },
    ]);
    expect(taste.mass).toBe(4);
    expect([...taste.brands]).toEqual([
      ['Acme', 3],
      ['Umbra', 1],
    ]);
    expect([...taste.categories]).toEqual([['Lamps', 4]]);
    expect(taste.price?.mean).toBeCloseTo(Math.log(100), 12);
    expect(taste.price?.spread).toBe(0.3);
  });
  test('adds up over brand, category and price', () => {
    const taste = tasteOf([{ mass: 2, brand: 'Acme', category: undefined, price: 100 }]);
    const product = { brand: 'Acme', category: 'Lamps', price: 100 };
    expect(affinityOf(product, taste, { brands: shares, categories: shares })).toBeCloseTo(
      logOdds('Acme', taste.brands, 2, shares) +
        logOdds('Lamps', taste.categories, 2, shares) +
        Math.sqrt(2 / Math.PI),
      12,
    );
  });
});
