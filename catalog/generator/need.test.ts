import { describe, expect, test } from '@jest/globals';
import { judgments, type Judgment } from './judgments.js';
import { Latents, type Latent } from './latent.js';
import { match, needFor, renderQuery } from './need.js';
import { productId } from './product.js';
import { Random, STREAM } from './random.js';
import { leafOf } from './taxonomy.js';
import { BRANDS } from './vocabulary/brands.js';
import type { Color } from './vocabulary/traits.js';

const SHOE: Latent = {
  i: 0,
  article: 0,
  variants: 1,
  leaf: leafOf('trail-running-shoes'),
  brand: { name: 'Northfell', level: 3, style: 'rugged' },
  style: 'rugged',
  material: 'mesh',
  features: ['waterproof', 'lightweight'],
  audience: 'women',
  color: 'teal',
  level: 3,
  quality: 0.5,
  popularity: 1,
  price: 120,
};
const { leaf } = SHOE;

describe('match', () => {
  test('a thing that has all that is asked matches wholly', () => {
    const need = {
      leaf,
      audience: 'women',
      feature: 'lightweight',
      material: 'mesh',
      style: 'rugged',
      color: 'teal',
      brand: SHOE.brand,
    } as const;
    expect(match(need, SHOE)).toBe(1);
    expect(match({ leaf }, SHOE)).toBe(1);
    expect(match(need, { ...SHOE, audience: 'unisex' })).toBe(1);
  });

  test.each([
    ['audience', { leaf, audience: 'men' }],
    ['feature', { leaf, feature: 'cushioned' }],
    ['material', { leaf, material: 'nylon' }],
    ['style', { leaf, style: 'playful' }],
    ['colour', { leaf, color: 'red' }],
    ['brand', { leaf, brand: { name: 'Peakline', level: 3, style: 'sporty' } }],
  ] as const)('another %s takes .3', (_, need) => {
    expect(match(need, SHOE)).toBeCloseTo(0.7, 12);
  });

  test('the same kind of thing never matches as little as another kind', () => {
    const need = { leaf, material: 'nylon', style: 'playful', color: 'red', feature: 'cushioned' } as const;
    expect(match(need, SHOE)).toBe(0.1);
    expect(match({ leaf: leafOf('road-running-shoes') }, SHOE)).toBe(0);
  });
});

describe('a need made for a product', () => {
  test('is met by it, names as many things as were asked for, and can be said', () => {
    const latents = new Latents(2);
    for (let i = 0; i < 600; i += 1) {
      const latent = latents.of(i);
      const random = new Random(2, STREAM.session, i);
      const need = needFor(latent, i % 3, random);
      expect(match(need, latent)).toBe(1);
      expect(Object.keys(need)).toHaveLength(1 + (i % 3));
      expect(renderQuery(need, random)).toMatch(/^\S+(?: \S+)*$/);
    }
  });
});

describe('judgments', () => {
  const PRODUCTS = 3_000;
  const latents = new Latents(6);
  const truth = Array.from({ length: PRODUCTS }, (_, i) => latents.of(i));
  const byQuery = new Map<string, Judgment[]>();
  for (const judgment of judgments(latents, PRODUCTS)) {
    if (judgment !== undefined)
      byQuery.set(judgment.query, [...(byQuery.get(judgment.query) ?? []), judgment]);
  }
  const labelled = (judged: readonly Judgment[], label: string) =>
    judged.filter((one) => one.label === label).map((one) => truth[Number(one.product.slice(1)) - 1]!);

  test('who asks for a maker finds that maker exact and no other; all of it where it is little', () => {
    const makers = Object.values(BRANDS).flat();
    let found = 0;
    for (const [query, judged] of byQuery) {
      const brand = makers.find(({ name }) => query.includes(name.toLowerCase()));
      if (brand === undefined) continue;
      found += 1;
      const exact = labelled(judged, 'E');
      expect(new Set(exact.map((latent) => latent.brand.name))).toEqual(new Set([brand.name]));
      // Nothing else is asked in a query of the maker and one noun of the leaf.
      const [asked] = exact;
      const rest = query.replace(brand.name.toLowerCase(), '').trim();
      if (asked?.leaf.nouns.includes(rest) !== true) continue;
      const all = truth.filter((latent) => latent.leaf === asked.leaf && latent.brand.name === brand.name);
      expect(exact.map(({ i }) => i).sort((a, b) => a - b)).toEqual(all.map(({ i }) => i));
      for (const near of labelled(judged, 'S')) expect(near.brand.name).not.toBe(brand.name);
    }
    expect(found).toBeGreaterThan(8);
  });

  test('who asks for a colour finds that colour exact', () => {
    let found = 0;
    for (const [query, judged] of byQuery) {
      const colors: Color[] = ['teal', 'navy', 'beige', 'olive', 'pink', 'black', 'red', 'grey'];
      const color = colors.find((name) => query.split(' ').includes(name));
      if (color === undefined) continue;
      found += 1;
      for (const latent of labelled(judged, 'E')) expect(latent.color).toBe(color);
    }
    expect(found).toBeGreaterThan(3);
  });

  test('about fifty products a query, at most forty of the asked kind', () => {
    for (const judged of byQuery.values()) {
      const kind = labelled(judged, 'E').length + labelled(judged, 'S').length;
      expect(kind).toBeGreaterThan(4);
      expect(kind).toBeLessThanOrEqual(40);
      expect(labelled(judged, 'E').length).toBeGreaterThan(0);
      expect(labelled(judged, 'C').length).toBeLessThanOrEqual(5);
      expect(labelled(judged, 'I')).toHaveLength(6);
    }
  });

  test('ids are those of the numbers', () => {
    expect(productId(0)).toBe('P0000001');
    expect(productId(123_456)).toBe('P0123457');
  });
});
