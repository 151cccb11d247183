import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { openShop, publish, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

const products = [
  { id: 'mug', title: 'Steel mug', brand: 'Oakline', category: ['Outdoor'], price: 12, currency: 'USD' },
  { id: 'cup', title: 'Steel cup', brand: 'Oakline', category: ['Outdoor'], price: 9, currency: 'USD' },
];

describe('what may be kept', () => {
  let shop: Shop;
  let server: RunningServer;
  let clock = Date.UTC(2026, 5, 1);
  beforeAll(async () => {
    shop = await openShop(products, { settings: { 'server.port': 0 }, clock: { now: () => clock } });
    server = await listen(shop.aisle);
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  // Not by fetch: it asks for a new answer (Cache-Control: no-cache) as soon as a validator is named.
  const ask = async (path: string, tag?: string) => {
    const headers = tag === undefined ? {} : { 'If-None-Match': tag };
    const [response] = (await once(get(server.url + path, { headers, agent: false }), 'response')) as [
      IncomingMessage,
    ];
    const { statusCode: status, headers: said } = response;
    const bytes = (await buffer(response)).length;
    return { status, bytes, tag: said.etag ?? '', keep: said['cache-control'] };
  };

  test.each([
    '/v1/suggest?q=ste',
    '/v1/products/mug',
    '/v1/products/mug/related',
    '/v1/recommendations?placement=home',
    '/openapi.json',
    '/docs',
    '/docs/assets/start.js',
    '/',
  ])('%s: everybody gets it alike, and 304 while it is the same', async (path) => {
    const first = await ask(path);
    expect([first.status, first.keep]).toEqual([200, 'public, no-cache']);
    expect(first.tag).toMatch(/^W\/"[\w-]{27}"$/);
    const again = await ask(path, first.tag);
    expect(again).toEqual({ status: 304, bytes: 0, tag: first.tag, keep: 'public, no-cache' });
    expect((await ask(path, 'W/"another"')).status).toBe(200);
  });

  test.each([
    '/v1/search?q=mug',
    '/v1/suggest?q=ste&userId=ann',
    '/v1/suggest?q=ste&sessionId=s1',
    '/v1/products/mug/related?user=ann',
    '/v1/recommendations?placement=home&user=ann',
    '/v1/products/none',
    '/v1/suggest?size=many',
    '/nothing/here',
    '/health/live',
  ])('%s: nobody else may keep it', async (path) => {
    const { keep, tag } = await ask(path);
    expect([keep, tag]).toEqual(['private, no-store', '']);
  });

  test('a stream is neither kept nor held back to be compressed', async () => {
    const { keep, tag } = await ask('/v1/users/ann/export');
    expect([keep, tag]).toEqual(['private, no-store, no-transform', '']);
  });

  test('a version of a ranking is kept by who edits it', async () => {
    const { keep, tag } = await ask('/v1/rules');
    expect(keep).toBe('private, no-cache');
    expect((await ask('/v1/rules', tag)).status).toBe(304);
  });

  test('an update, a rule that begins, a ranking and a publish each make another validator', async () => {
    const path = '/v1/suggest?q=steel';
    let last = (await ask(path)).tag;
    const changed = async () => {
      const { status, tag } = await ask(path, last);
      expect(status).toBe(200);
      expect(tag).not.toBe(last);
      last = tag;
    };
    await shop.aisle.updates.patch([{ id: 'mug', price: 13 }], { untilVisible: true });
    await changed();
    const rule = {
      id: 'later',
      when: { from: new Date(clock + 60_000).toISOString() },
      then: { filter: { price: { lt: 10 } } },
    };
    await shop.aisle.rankings.put({ rules: [rule] } as never, { promote: true });
    expect((await ask(path, last)).status).toBe(304);
    clock += 60_000;
    await changed();
    await shop.aisle.rankings.put({ rules: [], stopWords: ['steel'] }, { promote: true });
    await changed();
    await publish(shop.aisle, shop.folder, products);
    await changed();
  });
});
