import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AisleError, silentLogger } from '../base/index.js';
import { createPopularity } from '../shoppers/index.js';
import { OUTDOOR } from '../test/fixtures/outdoor-shop.js';
import { did, purchases } from '../test/fixtures/ubi-event.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { createRecommend, parseRecommendations, parseRelated, type Recommend } from './index.js';
import { DEFAULT_FIELD_WEIGHTS } from '../mappings/index.js';

const ids = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items.map(({ id }) => id);
const related = (recommend: Recommend, id: string, kind: string, more = {}) =>
  recommend.related(parseRelated(id, { kind, ...more }));
const placed = (recommend: Recommend, placement: string, more = {}) =>
  recommend.recommendations(parseRecommendations({ placement, ...more }));

const EVENTS = [
  ...purchases('ann', ['tent-1', 'stove-1', 'mat-1']),
  ...purchases('bob', ['tent-1', 'stove-1']),
  ...purchases('cid', ['tent-2', 'lamp-1']),
  ...purchases('dan', ['tent-2', 'lamp-1']),
  // One person's basket.
  ...purchases('eve', ['tent-1', 'lamp-2']),
  did('view', 'fay', 'tent-1', 9e8),
];

describe('a shop with purchases', () => {
  let shop: Shop;
  let recommend: Recommend;
  beforeAll(async () => {
    shop = await openShop(OUTDOOR);
    recommend = shop.aisle.recommend;
    await shop.aisle.events.ingest(EVENTS);
  });
  afterAll(() => shop.close());

  test('similar: nearest by meaning, never a variant, what is sold out last, with its reason', async () => {
    const answer = await related(recommend, 'tent-1', 'similar');
    expect(answer).toMatchObject({ kind: 'similar' });
    expect(ids(answer)[0]).toBe('tent-2');
    expect(ids(answer)).not.toContain('tent-1g');
    expect(ids(answer).at(-1)).toBe('tent-3');
    expect(answer.items[0]?.reason).toBe('Similar to Trail tent two person');
    expect(answer.degraded).toBeUndefined();
  });

  test('bought together: what two shoppers bought, not what one did', async () => {
    const answer = await related(recommend, 'tent-1', 'bought-together');
    expect(answer.items.map(({ id, reason }) => [id, reason])).toEqual([
      ['stove-1', 'Often bought with Trail tent two person'],
    ]);
    expect(ids(await related(recommend, 'mat-1', 'bought-together'))).toEqual([]);
  });

  test('accessories: other categories, own purchases first, then those of the kind, then what is near', async () => {
    const answer = await related(recommend, 'tent-1', 'accessories');
    expect(ids(answer)[0]).toBe('stove-1');
    expect(answer.items.find(({ id }) => id === 'lamp-1')?.reason).toBe(
      'Often bought with products like Trail tent two person',
    );
    expect(answer.items.find(({ id }) => id === 'mat-1')?.reason).toBe('May go with Trail tent two person');
    expect(answer.items.every(({ product }) => product.category?.[1] !== 'Tents')).toBe(true);
  });

  test('home: those who had it took the stove next; what they looked at or bought does not come', async () => {
    const fay = await placed(recommend, 'home', { userId: 'fay' });
    expect(fay.items[0]).toMatchObject({
      id: 'stove-1',
      reason: 'Often bought after Trail tent two person',
      score: 1,
    });
    expect(ids(fay)).not.toContain('tent-1');
    const ann = await placed(recommend, 'home', { userId: 'ann' });
    expect(ids(ann).filter((id) => ['tent-1', 'tent-1g', 'stove-1', 'mat-1'].includes(id))).toEqual([]);
    expect(ids(ann).length).toBeGreaterThan(2);
  });

  test('home for nobody: the favourites of all, each for what it is', async () => {
    const cold = await placed(recommend, 'home');
    expect(ids(cold)[0]).toBe('tent-1');
    expect(cold.items[0]?.reason).toBe('Popular in the shop');
    expect(ids(cold)).not.toContain('tent-3');
    expect(await placed(recommend, 'home', { userId: 'nobody' })).toMatchObject({ items: cold.items });
  });

  test('cart: what goes with the basket, nothing of it; unknown ids say nothing', async () => {
    const answer = await placed(recommend, 'cart', { items: ['tent-1', 'lamp-1', 'gone'] });
    expect(ids(answer)[0]).toBe('stove-1');
    expect(ids(answer)).not.toContain('tent-1');
    expect(ids(answer)).not.toContain('lamp-1');
    expect(ids(await placed(recommend, 'cart', { items: ['gone'] }))).toEqual([]);
  });

  test('new: newest first for nobody, near the shopper first for somebody, nothing without a date', async () => {
    expect(ids(await placed(recommend, 'new'))).toEqual(['tent-4', 'stove-2', 'lamp-2']);
    const cid = await placed(recommend, 'new', { userId: 'cid' });
    expect(new Set(ids(cid))).toEqual(new Set(['tent-4', 'stove-2', 'lamp-2']));
    expect(ids(await placed(recommend, 'new', { userId: 'eve' }))).not.toContain('lamp-2');
  });

  test('category: its favourites, by path or prefix; an unknown one is empty', async () => {
    const stoves = await placed(recommend, 'category', { category: 'Outdoor > Stoves' });
    expect(ids(stoves)).toEqual(['stove-1', 'stove-2']);
    expect(stoves.items[0]?.reason).toBe('Popular in Stoves');
    expect(ids(await placed(recommend, 'category', { category: 'Outdoor' })).length).toBe(8);
    expect(ids(await placed(recommend, 'category', { category: 'Out' }))).toEqual([]);
  });

  test('the same question has the same answer', async () => {
    const ask = async () => (await placed(recommend, 'home', { userId: 'fay' })).items;
    expect(await ask()).toEqual(await ask());
  });

  test('an unknown product is not found; every mistake is named', async () => {
    await expect(related(recommend, 'gone', 'similar')).rejects.toMatchObject({ code: 'not_found' });
    const mistakes = { placement: 'cart', size: 0, more: 1 };
    expect(() => parseRecommendations(mistakes)).toThrow(/size: .*more: expected no such field/);
    expect(() => parseRecommendations({ placement: 'cart' })).toThrow(/items: expected the ids/);
    expect(() => parseRecommendations({ placement: 'category' })).toThrow(/category: expected a category/);
  });
});

describe('what is missing', () => {
  test('a basket that a person gave goes with them', async () => {
    const shop = await openShop(OUTDOOR);
    await shop.aisle.events.ingest(EVENTS);
    await shop.aisle.store.eraseShopper('user:bob');
    expect(ids(await related(shop.aisle.recommend, 'tent-1', 'bought-together'))).toEqual([]);
    await shop.close();
  });

  test('repurchase: what was bought may come again where the shop says so', async () => {
    const shop = await openShop(OUTDOOR, { settings: { 'recommend.repurchase': true } });
    await shop.aisle.events.ingest(EVENTS);
    expect(ids(await placed(shop.aisle.recommend, 'home', { userId: 'ann' }))).toContain('stove-1');
    await shop.close();
  });

  test('without vectors: similar by words, lists by purchases and popularity', async () => {
    const shop = await openShop(OUTDOOR, { embedder: 'none' });
    const { recommend, events } = shop.aisle;
    await events.ingest(EVENTS);
    const similar = await related(recommend, 'tent-1', 'similar');
    expect(ids(similar)[0]).toBe('tent-2');
    expect(similar.degraded).toBeUndefined();
    expect(ids(await related(recommend, 'tent-1', 'accessories'))).toEqual(['stove-1', 'lamp-1']);
    expect(ids(await placed(recommend, 'home', { userId: 'fay' }))[0]).toBe('stove-1');
    await shop.close();
  });

  test('without events: nothing was bought together; accessories are near in other categories', async () => {
    const shop = await openShop(OUTDOOR);
    const { recommend } = shop.aisle;
    expect(ids(await related(recommend, 'tent-1', 'bought-together'))).toEqual([]);
    const near = await related(recommend, 'tent-1', 'accessories');
    expect(near.items[0]).toMatchObject({ reason: 'May go with Trail tent two person' });
    expect(near.items.every(({ product }) => product.category?.[1] !== 'Tents')).toBe(true);
    const home = await placed(recommend, 'home', { userId: 'fay' });
    expect(home.items[0]).toMatchObject({ id: 'stove-1', reason: 'Rated 4.8 of 5 by shoppers' });
    await shop.close();
  });

  test('one product: related to nothing, and shown', async () => {
    const shop = await openShop([{ id: 'only', title: 'Only one' }]);
    const { recommend } = shop.aisle;
    for (const kind of ['similar', 'bought-together', 'accessories'])
      expect(ids(await related(recommend, 'only', kind))).toEqual([]);
    expect((await placed(recommend, 'home')).items).toMatchObject([{ id: 'only', reason: 'From our range' }]);
    expect(ids(await placed(recommend, 'cart', { items: ['only'] }))).toEqual([]);
    expect(ids(await placed(recommend, 'new'))).toEqual([]);
    expect(ids(await placed(recommend, 'category', { category: 'A' }))).toEqual([]);
    await shop.close();
  });

  test('nothing published: unavailable', async () => {
    const shop = await openShop([]);
    await expect(placed(shop.aisle.recommend, 'home')).rejects.toMatchObject({ code: 'unavailable' });
    await shop.close();
  });

  test('a state or vectors that do not answer: the list is made of the rest and says so', async () => {
    const shop = await openShop(OUTDOOR);
    await shop.aisle.events.ingest(EVENTS);
    const fail = () => Promise.reject(new AisleError('unavailable', 'gone'));
    const recommendWith = (parts: { store?: object; vectors?: object }) => {
      const { store: real } = shop.aisle;
      const store =
        parts.store === undefined ? real : Object.assign(Object.create(real) as typeof real, parts.store);
      return createRecommend({
        store,
        log: silentLogger,
        shopperRules: () => ({ consent: { personalise: true, log: true }, sessionLifetime: 1e9, now: 0 }),
        popularity: createPopularity({ store, halfLife: 30 }),
        generation: async () => {
          const lease = await shop.aisle.generations.acquire();
          if (lease === undefined) throw new AisleError('unavailable', 'nothing is live');
          const { vectors } = lease.generation;
          const failing =
            vectors === undefined
              ? undefined
              : Object.assign(Object.create(vectors) as typeof vectors, parts.vectors);
          const generation = {
            ...lease.generation,
            vectors: parts.vectors === undefined ? vectors : failing,
          };
          return { generation, release: () => lease.release() };
        },
        settings: {
          legDeadline: 20_000,
          shopperDeadline: 20_000,
          leastShoppers: 2,
          repurchase: false,
          perBrand: 3,
          relevance: 0.7,
          words: { shareOfBest: 0.5, shareOfIdf: 0.4, fieldWeights: DEFAULT_FIELD_WEIGHTS, tolerant: true },
        },
      });
    };
    const noState = recommendWith({
      store: { history: fail, bought: fail, counted: fail, countedProducts: fail, productCounts: fail },
    });
    const home = await placed(noState, 'home', { userId: 'fay' });
    expect(home.degraded).toEqual(['events', 'shopper']);
    expect(ids(home)[0]).toBe('stove-1');
    expect((await related(noState, 'tent-1', 'bought-together')).degraded).toEqual(['events']);
    const noVectors = recommendWith({ vectors: { nearest: fail, vectors: fail } });
    const similar = await related(noVectors, 'tent-1', 'similar');
    expect(similar.degraded).toEqual(['vector']);
    expect(ids(similar)[0]).toBe('tent-2');
    expect(ids(await placed(noVectors, 'home', { userId: 'fay' }))[0]).toBe('stove-1');
    await shop.close();
  });
});
