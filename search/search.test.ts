import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { AisleError } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import { weightsOf } from '../reranker/index.js';
import { openShop, wholeSet, type Shop } from '../test/fixtures/shop.js';
import { MAX_CANDIDATES } from './settings.js';

const NOTHING = weightsOf({});

/** Not in the order of ids by any signal, a group of variants now and then. */
const MANY: Product[] = Array.from({ length: MAX_CANDIDATES + 1_500 }, (_, i) => ({
  id: `p${String(i).padStart(5, '0')}`,
  title: `${'lamp '.repeat(1 + ((i * 7) % 5))}${i % 3 === 0 ? 'red ' : ''}number${i}`,
  price: (i * 37) % 101,
  currency: 'EUR',
  ...(i % 10 < 2 ? { groupId: `g${Math.floor(i / 10)}` } : {}),
}));
const GROUPS = MANY.length - Math.floor(MANY.length / 10);

describe('a set of more products than are scored', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(MANY);
  });
  afterAll(() => shop.close());

  test.each([
    ['weights of 0 order by id', { query: 'lamp', weights: NOTHING }],
    ['an empty query is in the order of ids', { query: '' }],
  ])('%s, to the last page', async (_, body) => {
    const ids = await wholeSet(shop, body);
    expect(ids).toHaveLength(GROUPS);
    expect(ids).toEqual([...ids].sort());
  });

  test('words of weight 0 have no say in which members are scored, nor in the order of the others', async () => {
    const ids = await wholeSet(shop, { query: 'lamp', weights: { lexical: 0, vector: 0.5 } });
    expect(ids).toHaveLength(GROUPS);
    const last = ids.slice(MAX_CANDIDATES + 100);
    expect(last.length).toBeGreaterThan(1_000);
    expect(last).toEqual([...last].sort());
  });

  test('a sort orders all of it, and the score of each hit is that of the fusion', async () => {
    const fused = await shop.search({ query: 'red lamp', pageSize: 100, explain: true });
    const scores = new Map(fused.hits.map(({ id, score }) => [id, score]));
    let answer = await shop.search({ query: 'red lamp', sort: 'price:asc', pageSize: 100, explain: true });
    const seen: string[] = [];
    let last = 0;
    for (;;) {
      for (const { id, score, product, explain } of answer.hits) {
        seen.push(id);
        expect(product.price).toBeGreaterThanOrEqual(last);
        last = product.price ?? 0;
        if (scores.has(id)) expect(score).toBe(scores.get(id));
        if (explain !== undefined) expect(explain.score).toBe(score);
      }
      if (answer.cursor === undefined) break;
      answer = await shop.search({ cursor: answer.cursor, pageSize: 100, explain: true });
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(fused.total.value);
  });
});

describe('what does not answer', () => {
  let shop: Shop;
  beforeAll(async () => {
    // Each answer is to look for itself.
    shop = await openShop(MANY.slice(0, 40), { settings: { 'search.sharedMemory': 0 } });
  });
  afterAll(() => shop.close());
  afterEach(() => void jest.restoreAllMocks());
  const generation = async () => {
    const lease = await shop.aisle.generations.acquire();
    lease?.release();
    return lease!.generation;
  };
  const broken = () => Promise.reject(new AisleError('unavailable', 'gone'));

  test('the stored vectors: the same set, ordered without them', async () => {
    const whole = await shop.search({ query: 'red lamp' });
    jest.spyOn((await generation()).vectors!, 'similarities').mockImplementation(broken);
    const answer = await shop.search({ query: 'red lamp', explain: true });
    expect(answer).toMatchObject({ total: whole.total, degraded: ['vector'] });
    expect(answer.hits[0]?.explain?.signals.map(({ signal }) => signal)).not.toContain('vector');
  });

  test('the look for more where nothing meets a query: nothing is the answer', async () => {
    const query = 'zzqqxx wwvvyy';
    expect((await shop.search({ query, legs: ['lexical'] })).total).toEqual({ value: 0, relation: 'eq' });
    const { products } = await generation();
    const words = products.words.bind(products);
    jest.spyOn(products, 'words').mockImplementationOnce(words).mockImplementation(broken);
    const answer = await shop.search({ query, legs: ['lexical'] });
    expect(answer).toMatchObject({ hits: [], total: { value: 0, relation: 'gte' }, degraded: ['lexical'] });
  });
});

describe('prices of several currencies', () => {
  let shop: Shop;
  beforeAll(async () => {
    const inYen = MANY.slice(0, 5).map((product) => ({ ...product, id: `y${product.id}`, currency: 'JPY' }));
    shop = await openShop([...MANY.slice(5, 10), ...inYen]);
  });
  afterAll(() => shop.close());

  test.each([
    ['filters.price', { price: { lt: 50 } }],
    ['filters.not.price', { not: { price: { gte: 50 } } }],
    ['filters.any.1.price', { any: [{ currency: ['EUR'] }, { price: { lt: 50 } }] }],
    ['filters.not.any.0.price', { not: { any: [{ price: { gte: 50 } }] } }],
  ])('are not compared: %s', async (path, filters) => {
    await expect(shop.search({ filters })).rejects.toMatchObject({
      code: 'bad_request',
      errors: [{ path, message: expect.stringContaining('EUR, JPY') }],
    });
    const one = await shop.search({ filters: { ...filters, currency: ['JPY'] } });
    expect(one.hits.every(({ product }) => product.currency === 'JPY')).toBe(true);
  });
});
