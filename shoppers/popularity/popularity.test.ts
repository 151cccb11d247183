import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import { openShop, type Shop } from '../../test/fixtures/shop.js';
import { createPopularity } from './popularity.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1, 12);

const lamp = (id: string, more: Partial<Product> = {}): Product => ({ id, title: 'desk lamp', ...more });
const PRODUCTS = [
  lamp('a', { brand: 'Lumo', category: ['Home', 'Lamps'] }),
  lamp('b', { brand: 'Lumo', category: ['Home', 'Lamps'] }),
  lamp('c', { brand: 'Nox', category: ['Home', 'Lamps'] }),
  lamp('d', { category: ['Garden'] }),
];
const ONLY = { lexical: 0, vector: 0, personal: 0, affinity: 0, quality: 0, sequence: 0, popularity: 1 };

let serial = 0;
function did(action: string, product: string, more: object = {}): object {
  serial += 1;
  return {
    action_name: action,
    user_id: 'ann',
    timestamp: NOW - DAY,
    event_attributes: { event_id: `e${serial}`, object: { object_id: product } },
    ...more,
  };
}

describe('popularity', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop(PRODUCTS, { clock: { now: () => NOW } });
  });
  afterEach(() => shop.close());
  const order = async (query = 'desk lamp') =>
    (await shop.search({ query, weights: ONLY })).hits.map(({ id }) => id);
  const popular = async (wish: { category?: string; limit: number }) => {
    const lease = await shop.aisle.generations.acquire();
    if (lease === undefined) throw new Error('nothing is published');
    try {
      return await shop.aisle.popularity.popularProducts(lease.generation, wish);
    } finally {
      lease.release();
    }
  };

  test('moves products at the next search once it has a weight, and brings their brand along', async () => {
    expect(await order()).toEqual(['a', 'b', 'c', 'd']);
    await shop.aisle.events.ingest([did('purchase', 'c'), did('purchase', 'c')]);
    expect((await order())[0]).toBe('c');
    await shop.aisle.events.ingest(Array.from({ length: 9 }, () => did('purchase', 'b')));
    expect(await order()).toEqual(['b', 'c', 'a', 'd']);
  });

  test('without a weight it is not even looked up', async () => {
    await shop.aisle.events.ingest(Array.from({ length: 9 }, () => did('purchase', 'd')));
    const answer = await shop.search({ query: 'desk lamp', explain: true });
    expect(answer.hits[0]?.explain?.signals.map(({ signal }) => signal)).not.toContain('popularity');
  });

  test('what was chosen after this query counts more there than elsewhere', async () => {
    const chosen = { user_query: '  Desk   LAMP ' };
    await shop.aisle.events.ingest([
      ...Array.from({ length: 9 }, () => did('purchase', 'a')),
      ...Array.from({ length: 4 }, () => did('purchase', 'd', chosen)),
    ]);
    expect((await order('desk lamp'))[0]).toBe('d');
    expect((await order('lamp'))[0]).toBe('a');
  });

  test('old events fade by the half-life, late ones included', async () => {
    await shop.aisle.events.ingest([
      did('purchase', 'a'),
      ...Array.from({ length: 3 }, () => did('purchase', 'd', { timestamp: NOW - 91 * DAY })),
    ]);
    expect(await popular({ limit: 2 })).toMatchObject([
      { id: 'a', count: 1 },
      { id: 'd', count: 0.375 },
    ]);
    await shop.aisle.events.ingest(did('purchase', 'd', { timestamp: NOW }));
    const later = await popular({ limit: 2 });
    expect(later[0]).toMatchObject({ id: 'd' });
    expect(later[1]?.count).toBeCloseTo(2 ** (-1 / 30), 5);
  });

  test('the most wanted products of a category and those under it', async () => {
    await shop.aisle.events.ingest([did('purchase', 'd'), did('cart', 'c'), did('view', 'gone')]);
    expect((await popular({ limit: 10 })).map(({ id }) => id)).toEqual(['d', 'c']);
    expect((await popular({ category: 'Home', limit: 10 })).map(({ id }) => id)).toEqual(['c']);
    expect(await popular({ category: 'Hom', limit: 10 })).toEqual([]);
  });

  test('erasing a shopper takes back exactly what they gave', async () => {
    await shop.aisle.events.ingest([
      did('purchase', 'a'),
      ...Array.from({ length: 5 }, () => did('purchase', 'c', { user_id: 'bob', user_query: 'desk lamp' })),
    ]);
    expect((await order())[0]).toBe('c');
    await shop.aisle.store.eraseShopper('user:bob');
    expect(await popular({ limit: 10 })).toMatchObject([{ id: 'a', count: 1 }]);
    expect((await order())[0]).toBe('a');
    expect(await shop.aisle.store.queryCounts('desk lamp')).toEqual([]);
  });

  test('a live change is looked up by itself: nothing is counted anew, and its ordinal has its count', async () => {
    await shop.aisle.events.ingest([did('purchase', 'a'), did('purchase', 'a'), did('purchase', 'd')]);
    const reads = { pages: 0, shares: 0, products: [] as string[] };
    const { store } = shop.aisle;
    const popularity = createPopularity({
      halfLife: 30,
      store: {
        counted: () => store.counted(),
        queryCounts: (text) => store.queryCounts(text),
        countedProducts: (which) => {
          if ('after' in which) reads.pages += 1;
          return store.countedProducts(which);
        },
        productCounts: (ids) => {
          reads.products.push(...ids);
          return store.productCounts(ids);
        },
      },
    });
    const now = async (ids: readonly string[]) => {
      const lease = await shop.aisle.generations.acquire();
      if (lease === undefined) throw new Error('nothing is published');
      const { generation } = lease;
      const products: ProductIndex = {
        ...generation.products,
        size: generation.products.size,
        members: (request, options) => {
          reads.shares += 1;
          return generation.products.members(request, options);
        },
        ordinals: (each) => generation.products.ordinals(each),
        columns: (each) => generation.products.columns(each),
        documents: (each) => generation.products.documents(each),
      };
      try {
        const found = await products.ordinals(ids);
        const ordinals = Uint32Array.from(found, (ordinal) => ordinal ?? 0);
        const columns = await products.columns(ordinals);
        const current = { products, meta: generation.meta };
        const signal = await popularity.signal(current, { query: '', ordinals, columns });
        const popular = await popularity.popularProducts(current, { limit: 2 });
        return { signal, popular: popular.map(({ id }) => id), size: generation.meta.size, ordinals };
      } finally {
        lease.release();
      }
    };
    const before = await now(['a', 'b', 'c', 'd']);
    expect(before.popular).toEqual(['a', 'd']);
    const once = { ...reads, products: [...reads.products] };
    expect(once).toMatchObject({ shares: 1, products: ['a', 'd'] });

    await shop.aisle.updates.patch([{ id: 'a', price: 5 }], { untilVisible: true });
    const after = await now(['a', 'b', 'c', 'd']);
    expect(after.ordinals[0]).toBeGreaterThanOrEqual(after.size);
    expect(after.signal).toEqual(before.signal);
    await now(['a', 'b', 'c', 'd']);
    expect(reads).toEqual({ ...once, products: [...once.products, 'a'] });

    // Its count goes with it to another brand, and what is deleted is no longer named.
    await shop.aisle.updates.patch([{ id: 'a', brand: 'Nox' }], { untilVisible: true });
    await shop.aisle.updates.delete(['d'], { untilVisible: true });
    const moved = await now(['a', 'b', 'c']);
    expect(moved.popular).toEqual(['a']);
    expect(moved.signal[1]).toBeLessThan(before.signal[1] as number);
    expect(moved.signal[2]).toBeGreaterThan(before.signal[2] as number);
    expect(reads).toEqual({ ...once, products: [...once.products, 'a', 'a'] });
  });

  test('many changes at once are read anew', async () => {
    await shop.aisle.events.ingest(did('purchase', 'a'));
    expect(await popular({ limit: 1 })).toMatchObject([{ id: 'a' }]);
    const many = Array.from({ length: 600 }, (_, i) => did('view', `x${i}`));
    await shop.aisle.events.ingest([...many, did('purchase', 'b'), did('purchase', 'b')]);
    expect(await popular({ limit: 3 })).toMatchObject([{ id: 'b' }, { id: 'a' }]);
  });
});
