import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../catalog/index.js';
import { did } from '../test/fixtures/ubi-event.js';
import { openShop } from '../test/fixtures/shop.js';
import { parseRecommendations, parseRelated, type RecommendedItem } from './index.js';

const IDS = Array.from({ length: 8 }, (_, i) => `p${i}`);
const WORDS = ['red', 'tent', 'lamp', 'stove', 'camp', 'trail'] as const;

const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const catalogue: fc.Arbitrary<Product[]> = fc
  .array(
    fc.record({
      words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
      brand: optional(['A', 'B']),
      category: optional(['X > Y', 'X > Z', 'W']),
      groupId: optional(['g', 'h']),
      availability: optional(['in_stock', 'out_of_stock', 'discontinued'] as const),
      price: optional([0, 5, 50]),
      createdAt: optional(['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z']),
    }),
    { minLength: 1, maxLength: IDS.length },
  )
  .map((rows) =>
    rows.map(({ words, category, ...fields }, i): Product => {
      const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const path = category === undefined ? {} : { category: category.split(' > ') };
      return { id: IDS[i] as string, title: words.join(' '), ...path, ...known };
    }),
  );

const events = fc.array(
  fc.record({
    user: fc.constantFrom('a', 'b', 'c'),
    action: fc.constantFrom('view', 'cart', 'purchase'),
    product: fc.constantFrom(...IDS),
    hour: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 25 },
);

/** What holds of every list, whatever the shop. */
function expectList(items: readonly RecommendedItem[], size: number, without: readonly Product[]): void {
  expect(items.length).toBeLessThanOrEqual(size);
  const groups = items.map(({ id, product }) => product.groupId ?? `alone ${id}`);
  expect(new Set(groups).size).toBe(items.length);
  for (const { id, score, product, reason } of items) {
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(1);
    expect(reason).not.toBe('');
    const hers = without.find(
      (other) => other.id === id || (other.groupId !== undefined && other.groupId === product.groupId),
    );
    expect(hers).toBeUndefined();
  }
}

const available = ({ product }: RecommendedItem) =>
  product.availability !== 'out_of_stock' && product.availability !== 'discontinued';

test('any shop: lists without doubles, without what was asked about, owned or sold out, the same each time', async () => {
  await fc.assert(
    fc.asyncProperty(
      catalogue,
      events,
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (products, stream, size, meaning) => {
        const shop = await openShop(products, meaning ? {} : { embedder: 'none' });
        try {
          const { recommend } = shop.aisle;
          await shop.aisle.events.ingest(
            stream.map(({ user, action, product, hour }) => did(action, user, product, hour * 3_600_000)),
          );
          const bought = new Set(
            stream.filter((e) => e.user === 'a' && e.action === 'purchase').map((e) => e.product),
          );
          const owned = products.filter(({ id }) => bought.has(id));
          const first = products[0] as Product;
          for (const kind of ['similar', 'bought-together', 'accessories']) {
            const request = parseRelated(first.id, { kind, size, userId: 'a' });
            const { items, degraded } = await recommend.related(request);
            expect(degraded).toBeUndefined();
            expectList(items, size, [first, ...owned]);
            if (kind !== 'similar') expect(items.every(available)).toBe(true);
            expect((await recommend.related(request)).items).toEqual(items);
          }
          for (const more of [
            { placement: 'home' },
            { placement: 'cart', items: [first.id, 'gone'] },
            { placement: 'new' },
            { placement: 'category', category: 'X' },
          ]) {
            const request = parseRecommendations({ ...more, size, userId: 'a' });
            const { items, degraded } = await recommend.recommendations(request);
            expect(degraded).toBeUndefined();
            expectList(items, size, more.placement === 'cart' ? [first, ...owned] : owned);
            expect(items.every(available)).toBe(true);
            if (more.placement === 'category')
              expect(items.every(({ product }) => product.category?.[0] === 'X')).toBe(true);
            expect((await recommend.recommendations(request)).items).toEqual(items);
          }
        } finally {
          await shop.close();
        }
      },
    ),
    { numRuns: 12, seed: 5 },
  );
}, 120_000);
