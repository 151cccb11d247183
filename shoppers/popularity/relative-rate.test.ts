import { describe, expect, test } from '@jest/globals';
import { decayed } from './decay.js';
import { relativeRate, shrunkRate } from './relative-rate.js';

describe('decayed counts', () => {
  test('a purchase counts 1 today, a half after a half-life; other kinds count by their weight', () => {
    const at = (day: number, type: 'purchase' | 'click' = 'purchase', count = 1) => ({
      productId: 'p',
      day,
      type,
      count,
    });
    expect(decayed([at(100)], 100, 30)).toBe(1);
    expect(decayed([at(70)], 100, 30)).toBe(0.5);
    expect(decayed([at(100, 'click', 10)], 100, 30)).toBeCloseTo(3, 5);
    expect(decayed([at(100), at(70), at(40)], 100, 30)).toBe(1.75);
  });

  test('the same sum in any order, to the last bit', () => {
    const counts = Array.from({ length: 50 }, (_, i) => ({
      productId: 'p',
      day: 1_000 - ((i * 37) % 90),
      type: (['view', 'click', 'cart', 'purchase'] as const)[i % 4] ?? 'view',
      count: 1 + (i % 7),
    }));
    const sum = decayed(counts, 1_000, 17);
    const halves = decayed(counts.slice(0, 20), 1_000, 17) + decayed(counts.slice(20), 1_000, 17);
    expect(decayed([...counts].reverse(), 1_000, 17)).toBe(sum);
    expect(halves).toBe(sum);
  });
});

describe('the relative rate', () => {
  // 100 products, 200 purchases: 2 a product.
  const all = { count: 200, products: 100 };

  test('is shrunk to its prior with a strength of 5', () => {
    expect(shrunkRate(0, 0, 1.5)).toBe(1.5);
    expect(shrunkRate(10, 5, 1)).toBe(1.5);
  });

  test('steps from the catalogue over category and brand to the product', () => {
    // category: (45 + 5·1) / (10·2 + 5) = 2; brand: (0 + 5·2) / (0 + 5) = 2 where nothing is known of it
    const category = { count: 45, products: 10 };
    expect(relativeRate({ all, category, brand: undefined, product: 4 })).toBeCloseTo(
      (4 + 5 * 2) / (2 + 5),
      12,
    );
    // brand: (8 + 5·2) / (2·2 + 5) = 2; the product itself: (2 + 5·2) / 7
    const brand = { count: 8, products: 2 };
    expect(relativeRate({ all, category, brand, product: 2 })).toBeCloseTo(12 / 7, 12);
  });

  test('a product that nobody saw is carried by its brand and category', () => {
    const loved = relativeRate({ all, category: undefined, brand: { count: 95, products: 10 }, product: 0 });
    const plain = relativeRate({ all, category: undefined, brand: undefined, product: 0 });
    expect(loved).toBeCloseTo((5 * (100 / 25)) / 7, 12);
    expect(plain).toBeCloseTo(5 / 7, 12);
  });

  test('after a query that was asked before the product is weighed among what was chosen there', () => {
    const parts = { all, category: undefined, brand: undefined, product: 2 };
    expect(relativeRate({ ...parts, query: { count: 0, products: 0, product: 0 } })).toBe(1);
    // 30 chosen over 3 products: 10 each; this one 20: (20 + 5·1) / (10 + 5)
    expect(relativeRate({ ...parts, query: { count: 30, products: 3, product: 20 } })).toBeCloseTo(
      25 / 15,
      12,
    );
    expect(relativeRate({ ...parts, query: { count: 30, products: 3, product: 0 } })).toBeCloseTo(5 / 15, 12);
  });

  test('without any event every product is as wanted as any other', () => {
    const none = { count: 0, products: 100 };
    expect(relativeRate({ all: none, category: none, brand: none, product: 0 })).toBe(1);
  });
});
