import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import type { Generation, Lease } from '../../indexer/index.js';
import { openShop, type Shop } from '../../test/fixtures/shop.js';
import type { Query } from '../query.js';
import { parseSearchRequest } from '../request.js';
import { readIntent } from './read-intent.js';

const LAMPS: readonly Product[] = Array.from({ length: 6 }, (_, i) => ({
  id: String(i),
  title: 'Desk lamp',
  brand: 'Oakline',
  category: ['Home', 'Lamps'],
}));

describe('what a query names', () => {
  let shop: Shop;
  let lease: Lease;
  beforeAll(async () => {
    shop = await openShop(LAMPS);
    lease = (await shop.aisle.generations.acquire()) as Lease;
  });
  afterAll(async () => {
    lease.release();
    await shop.close();
  });
  const read = (text: string, generation: Generation = lease.generation, more: Partial<Query> = {}) => {
    const warned: string[] = [];
    const log = { ...silentLogger, warn: (_: object, message: string) => warned.push(message) };
    const request = parseSearchRequest({ query: text });
    const missed: string[] = [];
    const query = { request, text, generation, settings: { legDeadline: 20_000 }, log, missed, ...more };
    return readIntent(query as unknown as Query, () => true).then((intent) => ({ intent, warned, missed }));
  };

  test('is its category and its brand', async () => {
    const { intent } = await read('oakline lamp');
    expect(intent.category?.('Home > Lamps')).toBe(1);
    expect(intent.brands).toEqual(new Set(['Oakline']));
    expect((await read('mug')).intent).toEqual({});
    expect((await read('')).intent).toEqual({});
    expect((await read('lamp', lease.generation, { queryClass: 'identifier' })).intent).toEqual({});
  });

  test('is worked out once', async () => {
    const [first, second] = [await read('lamp'), await read('a red lamp')];
    expect(first.intent.category).toBeDefined();
    expect(second.intent.category).toBe(first.intent.category);
  });

  test('costs these signals alone where the titles cannot be read', async () => {
    const broken = { ...lease.generation, categoryWords: () => Promise.reject(new Error('gone')) };
    const { intent, warned, missed } = await read('oakline lamp', broken);
    expect(intent).toEqual({});
    expect(warned).toEqual([expect.stringContaining('ordered without')]);
    // Such an order is not given to others.
    expect(missed).toHaveLength(1);
  });
});
