import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../product.js';
import { Latents } from './latent.js';
import { Layout } from './layout.js';
import { generateProducts } from './products.js';
import { LEAVES } from './taxonomy.js';

const all = (products: number, seed: number): Product[] => [...generateProducts({ products, seed })];
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('generated products', () => {
  test('the same seed gives the same products, another one others', () => {
    expect(all(200, 7)).toEqual(all(200, 7));
    expect(all(200, 7)).not.toEqual(all(200, 8));
    // The upper half of a large seed counts.
    expect(all(20, 7 + 2 ** 40)).not.toEqual(all(20, 7));
  });

  test('a longer catalogue starts with the shorter one', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 60 }), (seed, n) => {
        expect(all(90, seed).slice(0, n)).toEqual(all(n, seed));
      }),
      { numRuns: 8 },
    );
  });

  test('a product follows from its number alone, whichever was asked for before', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(5_000), { minLength: 2, maxLength: 8 }), (seed, numbers) => {
        const latents = new Latents(seed);
        for (const i of numbers) expect(latents.of(i)).toEqual(new Latents(seed).of(i));
      }),
      { numRuns: 30 },
    );
  });

  test('every product is one that a shop could list', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const products = all(150, seed);
        expect(new Set(products.map((product) => product.id)).size).toBe(150);
        for (const product of products) {
          expect(product.title).toMatch(/^\S.*\S$/);
          for (const text of [product.title, product.description ?? '-', ...(product.bullets ?? [])])
            expect(text).not.toMatch(/undefined|null|NaN| {2}|^\s|\s$|^$/);
          expect(product.category).toHaveLength(3);
          expect(product.bullets?.length).toBeGreaterThanOrEqual(3);
          expect(product.price).toBeGreaterThan(0);
          expect(product.currency).toBe('USD');
          if (product.rating !== undefined) {
            expect(product.rating).toBeGreaterThanOrEqual(1);
            expect(product.rating).toBeLessThanOrEqual(5);
            expect(product.ratingCount).toBeGreaterThan(0);
          } else expect(product.ratingCount).toBeUndefined();
          const created = Date.parse(product.createdAt ?? '');
          expect(created).toBeGreaterThanOrEqual(Date.UTC(2023, 0, 1));
          expect(created).toBeLessThan(Date.UTC(2026, 0, 1));
        }
      }),
      { numRuns: 6 },
    );
  });

  test('prices stay near the range of the kind of thing', () => {
    const latents = new Latents(3);
    for (const [i, product] of all(1_000, 3).entries()) {
      const { price } = latents.of(i).leaf;
      expect(product.price).toBeGreaterThanOrEqual(price[0] * 0.9 - 1);
      expect(product.price).toBeLessThanOrEqual(price[1] * 1.3 + 1);
    }
  });

  test('variants of one article share everything but colour, size, price and stock, and differ in one of them', () => {
    const groups = new Map<string, Product[]>();
    for (const product of all(2_000, 5)) {
      if (product.groupId === undefined) continue;
      groups.set(product.groupId, [...(groups.get(product.groupId) ?? []), product]);
    }
    expect(groups.size).toBeGreaterThan(300);
    let several = 0;
    for (const variants of groups.values()) {
      const shared = variants.map(
        ({
          id: _id,
          title: _title,
          color: _color,
          size: _size,
          price: _price,
          availability: _stock,
          ...rest
        }) => rest,
      );
      for (const one of shared) expect(one).toEqual(shared[0]);
      if (variants.length < 2) continue;
      several += 1;
      const told = new Set(variants.map((variant) => `${variant.color} ${variant.size}`));
      // Two shades may be sold under one name only where a thing has neither colours nor sizes.
      if (variants[0]!.color !== undefined || variants[0]!.size !== undefined)
        expect(told.size).toBeGreaterThan(1);
    }
    expect(several).toBeGreaterThan(250);
  });

  test('2,000 products show every kind of thing, and texts are noisy', () => {
    const products = all(2_000, 1);
    expect(new Set(products.map((product) => product.category?.join('>'))).size).toBe(LEAVES.length);
    const says = (word: (product: Product) => string | undefined) =>
      products.filter((product) => {
        const text = word(product);
        return text !== undefined && product.title.includes(text);
      }).length / products.length;
    // Neither always nor never.
    for (const share of [
      says((p) => p.brand),
      says((p) => p.color),
      says((p) => p.attributes?.['material'] as string),
    ]) {
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.98);
    }
    expect(products.some((product) => product.description === undefined)).toBe(true);
    expect(products.some((product) => product.brand === undefined)).toBe(true);
  });

  test('a wrong number is refused by name', () => {
    expect(() => all(0, 1)).toThrow(/products: expected a whole number of at least 1, got 0/);
    expect(() => all(1.5, 1)).toThrow(/products/);
    expect(() => all(1, NaN)).toThrow(/seed: expected a whole number/);
  });
});

describe('where products stand', () => {
  test('the products of a leaf, found from the leaf, are those that name it', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 1_700 }), (seed, products) => {
        const latents = new Latents(seed);
        const named = Array.from({ length: products }, (_, i) => latents.of(i));
        for (const leaf of [LEAVES[0]!, LEAVES[40]!, LEAVES.at(-1)!]) {
          expect([...latents.ofLeaf(leaf, products)].map(({ i }) => i)).toEqual(
            named.filter((latent) => latent.leaf === leaf).map(({ i }) => i),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  test('articles fill the numbers without gaps', () => {
    const layout = new Layout(9);
    let next = 0;
    for (let i = 0; i < 4_000; i += 1) {
      const { article, variant, variants } = layout.place(i);
      expect(article + variant).toBe(i);
      if (variant === 0) expect(i).toBe(next);
      next = article + variants;
    }
  });
});
