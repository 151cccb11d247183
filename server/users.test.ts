import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import { listen, type RunningServer } from './index.js';
import { erasedSchema, userSchema } from './schemas/user.js';

describe('a person over HTTP', () => {
  let shop: Shop;
  let server: RunningServer;
  beforeAll(async () => {
    shop = await openShop([{ id: 'mug', title: 'Steel mug' }], { settings: { 'server.port': 0 } });
    server = await listen(shop.aisle);
  });
  afterAll(async () => {
    await server.close();
    await shop.close();
  });
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  const click = (i: number) => ({
    action_name: 'click',
    user_id: 'ann/1',
    session_id: 's',
    event_attributes: { event_id: `e${i}`, object: { object_id: 'mug' } },
  });
  const ann = `/v1/users/${encodeURIComponent('ann/1')}`;

  test('is shown, exported as lines, and erased; the answers are as documented', async () => {
    const events = Array.from({ length: 1_000 }, (_, i) => click(i));
    for (const batch of [events, [click(1_000), click(1_001)]])
      expect((await ask('POST', '/v1/events', batch)).status).toBe(200);
    expect(userSchema.parse(await (await ask('GET', ann)).json())).toMatchObject({
      events: 1_002,
      history: [{ productId: 'mug' }],
    });
    const exported = await ask('GET', `${ann}/export`);
    expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
    const kinds = (await exported.text())
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.filter((kind) => kind === 'event')).toHaveLength(1_002);
    expect(erasedSchema.parse(await (await ask('DELETE', ann)).json())).toMatchObject({ events: 1_002 });
    expect(userSchema.parse(await (await ask('GET', ann)).json())).toMatchObject({ events: 0, history: [] });
  });

  test('says what they allow; nonsense is named', async () => {
    expect((await ask('PUT', `${ann}/consent`, { personalise: false })).status).toBe(204);
    expect(await (await ask('GET', ann)).json()).toMatchObject({
      personalise: false,
      consent: { personalise: false },
    });
    const wrong = await ask('PUT', `${ann}/consent`, { personalise: 'no', other: 1 });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: 'personalise' })]),
    });
    expect((await ask('PUT', `${ann}/consent`, {})).status).toBe(400);
  });
});
