import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isForCanary } from '../indexer/canary.js';
import { openShop, publish, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';

const products = [{ id: 'mug', title: 'Steel camping mug' }];

describe('a user token over HTTP', () => {
  let shop: Shop;
  let server: RunningServer;
  beforeAll(async () => {
    const settings = { 'server.port': 0, 'shoppers.tokenSecrets': ['0123456789'.repeat(4)] };
    shop = await openShop(products, { settings });
    server = await listen(shop.aisle);
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });
  const post = (path: string, body: unknown, token?: string) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : { 'Aisle-User-Token': token }),
      },
      body: JSON.stringify(body),
    });
  const click = (more: object) => ({
    action_name: 'click',
    session_id: 's1',
    event_attributes: { object: { object_id: 'mug' } },
    ...more,
  });

  test("events are its user's, whether they name one or not; another's are rejected alone", async () => {
    const token = await shop.aisle.userTokens.mint('ann', 5);
    const events = [
      click({ timestamp: 1_700_000_000_000 }),
      click({ user_id: 'bob' }),
      click({ user_id: 'ann' }),
    ];
    const answer = (await (await post('/v1/events', events, token)).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ accepted: 2, rejected: 1 });
    expect(answer['items']).toMatchObject([{}, { status: 'rejected', error: { path: 'user_id' } }, {}]);
    expect((await shop.aisle.store.history('user:ann', 10)).events).toHaveLength(2);
    expect((await shop.aisle.store.history('user:bob', 10)).events).toEqual([]);
  });

  test("a search is its user's; another's id is forbidden", async () => {
    const token = await shop.aisle.userTokens.mint('ann', 5);
    expect((await post('/v1/search', { query: 'mug' }, token)).status).toBe(200);
    const response = await post('/v1/search', { query: 'mug', userId: 'bob' }, token);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden', errors: [{ path: 'userId' }] });
  });

  test('the canary of suggestions goes by the user that it names', async () => {
    const other = await publish(shop.aisle, shop.folder, [{ id: 'lamp', title: 'Steel lamp' }]);
    const share = 0.5;
    await shop.aisle.generations.rollback();
    await shop.aisle.generations.canary(other, { share, force: true });
    for (const name of ['ann', 'bob', 'cleo', 'dan']) {
      const token = await shop.aisle.userTokens.mint(name, 5);
      const ask = (more: string) =>
        fetch(`${server.url}/v1/suggest?q=steel${more}`, { headers: { 'Aisle-User-Token': token } });
      const { generation } = (await (await ask('')).json()) as { generation: string };
      const isCanary = isForCanary(`user:${name}`, { generation: other, share });
      expect([name, generation === other]).toEqual([name, isCanary]);
      expect((await ask('&userId=eve')).status).toBe(403);
    }
    await shop.aisle.generations.stopCanary();
  });

  test.each(['/v1/search', '/v1/events'])('a forged one is 401 at %s', async (path) => {
    const [head, payload] = (await shop.aisle.userTokens.mint('ann', 5)).split('.');
    const response = await post(path, { query: 'mug' }, `${head ?? ''}.${payload ?? ''}.AAAA`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthorized' });
  });
});
