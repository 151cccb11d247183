import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, type Role } from '../app/index.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

const ORIGIN = 'https://shop.example';
const products = [{ id: 'mug', title: 'Steel camping mug', price: 12, currency: 'USD' }];

interface Operation {
  readonly security: readonly { readonly key: readonly Role[] }[];
}

describe('a service with keys', () => {
  let shop: Shop;
  let server: RunningServer;
  const keys = new Map<string, string>();
  let operations: (Operation & { method: string; path: string })[];
  const send = (path: string, key?: string, init: RequestInit = {}) =>
    fetch(server.url + path, {
      ...init,
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  const search = (body: object, key?: string, headers: Record<string, string> = {}) =>
    send('/v1/search', key, { method: 'POST', body: JSON.stringify(body), headers });
  const pathsOf = async (response: Response) => {
    const { errors = [] } = (await response.json()) as { errors?: { path: string }[] };
    return errors.map(({ path }) => path);
  };

  beforeAll(async () => {
    const settings = {
      'server.port': 0,
      'server.host': '0.0.0.0',
      'shoppers.tokenSecrets': ['0123456789'.repeat(4)],
    };
    shop = await openShop(products, { settings });
    for (const role of ROLES) keys.set(role, shop.aisle.keys.create({ roles: [role] }).text);
    keys.set('page', shop.aisle.keys.create({ roles: ['search'], origins: [ORIGIN] }).text);
    server = await listen(shop.aisle);
    const { paths } = (await (await send('/openapi.json', keys.get('ops'))).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
    );
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });

  test('a version of a ranking names the key that made it', async () => {
    const relevance = keys.get('relevance');
    const init = { method: 'PUT', body: JSON.stringify({ words: ['sofa', 'couch'] }) };
    const response = await send('/v1/synonyms/seats', relevance, init);
    const [, id] = /^aisle_([0-9a-f]+)_/.exec(relevance ?? '') ?? [];
    expect(await response.json()).toMatchObject({ version: 2, author: id });
  });

  test('answers on every route only a key of its roles', async () => {
    expect(operations.length).toBeGreaterThan(5);
    for (const { method, path, security } of operations) {
      // Nothing is there to be changed: who may is refused for what is missing, never for the key.
      const url = path.replaceAll(/\{\w+\}/g, 'none');
      const status = async (key?: string) => {
        const response = await send(url, key, { method: method.toUpperCase() });
        await response.body?.cancel();
        return response.status;
      };
      const none = await status();
      expect([path, none === 401]).toEqual([path, security.length > 0]);
      for (const role of ROLES) {
        const may = security.length === 0 || security.some(({ key }) => key.includes(role));
        const got = await status(keys.get(role));
        expect([method, path, role, got === 403, got === 401]).toEqual([method, path, role, !may, false]);
      }
    }
  });

  test('is open to everybody for its health alone, and tells what it has only to ops', async () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual(['/health/live', '/health/ready']);
    expect(await (await send('/health/ready')).json()).toEqual({ ready: true });
    expect(await (await send('/health/ready', 'wrong')).json()).toEqual({ ready: true });
    expect(await (await send('/health/ready', keys.get('ops'))).json()).toMatchObject({ products: 1 });
  });

  test('says how to come in; a wrong key is no key; what changes is refused to Basic', async () => {
    for (const key of [undefined, 'wrong', `${keys.get('search') ?? ''}x`]) {
      const response = await search({ query: 'mug' }, key);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="aisle"');
    }
    const basic = { Authorization: `Basic ${Buffer.from(`:${keys.get('ops') ?? ''}`).toString('base64')}` };
    const asked = await send('/docs');
    expect(asked.headers.get('www-authenticate')).toContain('Basic realm="aisle"');
    expect((await send('/docs', undefined, { headers: basic })).status).toBe(200);
    const search64 = Buffer.from(`:${keys.get('search') ?? ''}`).toString('base64');
    expect((await search({}, undefined, { Authorization: `Basic ${search64}` })).status).toBe(401);
  });

  test('a key that is made, rotated and revoked while it runs counts at once', async () => {
    const { key, text } = shop.aisle.keys.create({ roles: ['search'] });
    expect((await search({}, text)).status).toBe(200);
    const { text: fresh } = shop.aisle.keys.rotate(key.id, 0);
    expect([(await search({}, text)).status, (await search({}, fresh)).status]).toEqual([401, 200]);
    shop.aisle.keys.revoke(key.id);
    expect((await search({}, fresh)).status).toBe(401);
  });

  test('a search key names a session, not a person', async () => {
    const key = keys.get('search');
    expect((await search({ query: 'mug', sessionId: 's' }, key)).status).toBe(200);
    const refused = await search({ query: 'mug', userId: 'ann' }, key);
    expect(refused.status).toBe(403);
    expect(await pathsOf(refused)).toEqual(['userId']);
    const token = await shop.aisle.userTokens.mint('ann', 5);
    expect((await search({ query: 'mug' }, key, { 'Aisle-User-Token': token })).status).toBe(200);
    expect((await search({ query: 'mug', userId: 'ann' }, keys.get('relevance'))).status).toBe(200);
    const event = {
      action_name: 'click',
      session_id: 's',
      event_attributes: { object: { object_id: 'mug' } },
    };
    const body = JSON.stringify([event, { ...event, user_id: 'ann' }]);
    const told = await (await send('/v1/events', key, { method: 'POST', body })).json();
    expect(told).toMatchObject({ accepted: 1, items: [{}, { error: { path: 'user_id' } }] });
    expect((await shop.aisle.store.history('user:ann', 10)).events).toEqual([]);
  });

  test('weights, rankings and explanations are for relevance; every field is named', async () => {
    const body = { query: 'mug', weights: { lexical: 0 }, ranking: 'rrf', explain: true };
    const refused = await search(body, keys.get('search'));
    expect(refused.status).toBe(403);
    expect(await pathsOf(refused)).toEqual(['weights', 'ranking', 'explain']);
    expect((await search(body, keys.get('relevance'))).status).toBe(200);
    expect((await send('/v1/search?q=mug&explain=true', keys.get('search'))).status).toBe(403);
  });

  test('pages of the origin of a key may use that key, and no other', async () => {
    const preflight = (origin: string) =>
      send('/v1/search', undefined, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
    const allowed = (response: Response) => response.headers.get('access-control-allow-origin');
    expect(allowed(await preflight(ORIGIN))).toBe(ORIGIN);
    expect(allowed(await preflight('https://evil.example'))).toBeNull();
    const from = (origin: string, key: string) => search({}, keys.get(key), { Origin: origin });
    const answered = await from(ORIGIN, 'page');
    expect([answered.status, allowed(answered)]).toEqual([200, ORIGIN]);
    expect((await from(ORIGIN, 'search')).status).toBe(403);
    expect((await from('https://evil.example', 'page')).status).toBe(403);
    expect((await from(server.url, 'search')).status).toBe(200);
  });
});
