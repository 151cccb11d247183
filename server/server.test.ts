import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Logger } from '../base/index.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { createApp, listen, type RunningServer } from './index.js';

const products = [
  {
    id: 'mug',
    title: 'Steel camping mug',
    brand: 'Oakline',
    category: ['Outdoor'],
    price: 12,
    currency: 'USD',
  },
  { id: 'lamp', title: 'Garden lamp', brand: 'Brightwell', category: ['Home'], price: 30, currency: 'USD' },
  { id: 'tent', title: 'Trail tent', brand: 'Northfell', category: ['Outdoor'], price: 180, currency: 'USD' },
];

describe('the service', () => {
  let shop: Shop;
  let server: RunningServer;

  const send = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
  const post = (path: string, body: unknown) =>
    send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const body = async (response: Response) => (await response.json()) as Record<string, unknown>;

  beforeAll(async () => {
    shop = await openShop(products, { settings: { 'server.port': 0, 'server.bodyLimit': 2_048 } });
    server = await listen(shop.aisle);
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  test('answers a search by body and by parameters alike', async () => {
    const wanted = { query: 'mug', filters: { brand: ['Oakline'] }, facets: ['brand'], pageSize: 5 };
    const posted = await body(await post('/v1/search', wanted));
    const parameters = new URLSearchParams({
      q: 'mug',
      filters: JSON.stringify(wanted.filters),
      facets: 'brand',
      pageSize: '5',
    });
    const got = await body(await send(`/v1/search?${parameters.toString()}`));
    expect(posted['hits']).toMatchObject([{ id: 'mug', product: { title: 'Steel camping mug' } }]);
    for (const field of ['hits', 'total', 'facets', 'page', 'pageSize', 'generation', 'ranking']) {
      expect(got[field]).toEqual(posted[field]);
    }
  });

  test.each([
    ['an unknown field', { querry: 'x' }, 'querry'],
    ['a negative weight', { query: 'x', weights: { lexical: -1 } }, 'weights.lexical'],
    ['a weight that is no number', '{"query":"x","weights":{"vector":"NaN"}}', 'weights.vector'],
    ['a page beyond the depth', { query: 'x', page: 10_000 }, 'page'],
    ['a query of 2,001 characters', { query: 'x'.repeat(2_001) }, 'query'],
    ['an unknown filter', { query: 'x', filters: { colour: ['red'] } }, 'filters.colour'],
    ['an unknown facet', { query: 'x', facets: ['colour'] }, 'facets.0'],
    ['an unknown ranking', { query: 'x', ranking: 'best' }, 'ranking'],
    ['no leg', { query: 'x', legs: [] }, 'legs'],
    ['a cursor that is none', { cursor: 'nonsense' }, 'cursor'],
    ['a body that is null', 'null', ''],
  ])('names the field of %s', async (_, request, path) => {
    const response = await post('/v1/search', request);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = await body(response);
    expect(problem).toMatchObject({
      status: 400,
      code: 'bad_request',
      type: 'urn:aisle:problem:bad_request',
    });
    expect(problem['errors']).toEqual([expect.objectContaining({ path })]);
  });

  test('names every mistake at once', async () => {
    const problem = await body(await post('/v1/search', { page: 0, sort: 'best', explain: 'yes' }));
    const errors = problem['errors'] as { path: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual(['explain', 'page', 'sort']);
  });

  test.each([
    ['half a body', '{"query":', 400, 'bad_request'],
    ['a body above the limit', JSON.stringify({ query: 'x'.repeat(3_000) }), 413, 'payload_too_large'],
  ])('refuses %s', async (_, text, status, code) => {
    const response = await post('/v1/search', text);
    expect(response.status).toBe(status);
    expect(await body(response)).toMatchObject({ code });
  });

  test.each(['/v1/search', '/v1/events'])('%s takes no body that is not said to be JSON', async (path) => {
    const headers = { 'content-type': 'text/plain' };
    const response = await send(path, { method: 'POST', headers, body: '{"query":"red"}' });
    expect(response.status).toBe(400);
    expect((await body(response))['detail']).toMatch(/content-type: application\/json/);
    const empty = await send('/v1/search', { method: 'POST', headers });
    expect(empty.status).toBe(200);
  });

  test('refuses a parameter that is given twice', async () => {
    const response = await send('/v1/search?q=a&q=b');
    expect(response.status).toBe(400);
    expect((await body(response))['errors']).toEqual([{ path: 'q', message: 'expected once' }]);
  });

  test.each(['!!! ???', '🙂🙂', '登山鞋', 'حذاء رياضي', '\u0000\ud800'])(
    'answers the query %j',
    async (query) => {
      const response = await post('/v1/search', { query });
      expect(response.status).toBe(200);
    },
  );

  test('gives a product, and a problem where there is none', async () => {
    expect(await body(await send('/v1/products/lamp'))).toMatchObject({ id: 'lamp', brand: 'Brightwell' });
    const missing = await send('/v1/products/no%20such');
    expect(missing.status).toBe(404);
    expect(await body(missing)).toMatchObject({ code: 'not_found' });
  });

  test('what a shopper did counts in their next search, and one bad event spoils no other', async () => {
    const before = await shop.search({ query: 'outdoor', userId: 'ann', explain: true });
    expect(before.hits[0]?.explain?.gate).toBeUndefined();
    const click = (id: string) => ({
      action_name: 'click',
      user_id: 'ann',
      timestamp: '2026-01-02T03:04:05Z',
      event_attributes: { object: { object_id: id, object_id_field: 'id' } },
    });
    const answer = await body(await post('/v1/events', [click('tent'), { action_name: 7 }, click('tent')]));
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1 });
    const after = await shop.search({ query: 'trail tent', userId: 'ann', explain: true });
    expect(after.hits[0]?.explain?.gate).toBeGreaterThan(0);
  });

  test('is live and ready, and shows nothing of its making', async () => {
    expect((await send('/health/live')).status).toBe(200);
    const ready = await send('/health/ready');
    expect(ready.status).toBe(200);
    expect(await body(ready)).toMatchObject({ ready: true, products: 3 });
    expect(ready.headers.get('x-powered-by')).toBeNull();
    expect(ready.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('there is nothing at an unknown path', async () => {
    const response = await send('/v1/nothing');
    expect(response.status).toBe(404);
    expect(await body(response)).toMatchObject({ code: 'not_found' });
  });
});

describe('around the service', () => {
  test('without a generation it is live, not ready, and says what to do', async () => {
    const shop = await openShop([], { settings: { 'server.port': 0 } });
    const server = await listen(shop.aisle);
    try {
      expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
      const ready = await fetch(`${server.url}/health/ready`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ reason: expect.stringContaining('aisle reindex') });
      const search = await fetch(`${server.url}/v1/search?q=x`);
      expect(search.status).toBe(503);
      expect(search.headers.get('retry-after')).toBe('1');
    } finally {
      await server.close();
      await shop.close();
    }
  });

  test('without keys it binds to the loopback alone, and says when a port is taken', async () => {
    const open = await openShop([], { settings: { 'server.host': '0.0.0.0', 'server.port': 0 } });
    await expect(listen(open.aisle)).rejects.toMatchObject({ code: 'bad_config' });
    await open.close();
    const first = await openShop([], { settings: { 'server.port': 0 } });
    const server = await listen(first.aisle);
    const port = Number(new URL(server.url).port);
    const second = await openShop([], { settings: { 'server.port': port } });
    await expect(listen(second.aisle)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining(String(port)),
    });
    await server.close();
    await first.close();
    await second.close();
  });

  test('the log holds no query, no person and no product', async () => {
    const lines: string[] = [];
    const keep = (fields: Record<string, unknown>, message: string) =>
      void lines.push(JSON.stringify([fields, message]));
    const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
    const shop = await openShop(products, { settings: { 'server.port': 0 } });
    const server = await listen({ ...shop.aisle, log });
    try {
      await (await fetch(`${server.url}/v1/search?q=secretword&userId=ann-1`)).text();
      await (await fetch(`${server.url}/v1/products/secretword`)).text();
    } finally {
      await server.close();
      await shop.close();
    }
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.join('\n')).not.toMatch(/secretword|ann-1/);
    expect(lines.join('\n')).toContain('/v1/products/:id');
    expect(lines.join('\n')).toMatch(/"route":"\/v1\/search".*"generation":"\d{8}-\d{9}"/);
  });

  test('an error of ours shows nothing of its inside', async () => {
    const shop = await openShop(products);
    const broken = {
      ...shop.aisle,
      search: () => Promise.reject(new Error('the password is hunter2')),
    };
    const http = createApp(broken).listen(0, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    const { port } = http.address() as { port: number };
    try {
      const response = await fetch(`http://127.0.0.1:${port}/v1/search?q=x`);
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('hunter2');
    } finally {
      http.close();
      await shop.close();
    }
  });
});
