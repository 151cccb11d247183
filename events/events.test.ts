import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { silentLogger } from '../base/index.js';
import { createMemoryState, openSqliteState, type StateStore } from '../engines/state/index.js';
import { ALLOWED, NO_ORDERS, NO_QUERIES } from '../test/fixtures/consent.js';
import { createEvents, type Events } from './create-events.js';

const NOW = Date.UTC(2026, 0, 15, 12);
const clock = { now: () => NOW };

function click(productId: string, more: Record<string, unknown> = {}) {
  return {
    application: 'shop',
    action_name: 'click',
    query_id: 'q1',
    client_id: 'c1',
    session_id: 's1',
    timestamp: '2026-01-15T11:00:00Z',
    event_attributes: { object: { object_id: productId, object_id_field: 'id' }, position: { ordinal: 2 } },
    ...more,
  };
}

const STORES: Record<string, (folder: string) => Promise<StateStore>> = {
  memory: async () => createMemoryState(),
  sqlite: (folder) => openSqliteState(join(folder, 'state.db'), { log: silentLogger }),
};

describe.each(Object.entries(STORES))('events in a %s store', (_, open) => {
  let folder: string;
  let store: StateStore;
  let events: Events;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-events-'));
    store = await open(folder);
    events = createEvents({
      store,
      clock,
      actions: { 'Peek At': 'view' },
      consent: ALLOWED,
      queries: NO_QUERIES,
      forgetOrders: NO_ORDERS,
    });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const statuses = async (body: unknown) => (await events.ingest(body)).items.map(({ status }) => status);

  test.each([1e19, 1e300, '100000000000000000000', -1, 0.5])(
    'a position of %p is ignored and said, and takes nothing with it',
    async (ordinal) => {
      const odd = click('p2', { event_attributes: { object: { object_id: 'p2' }, position: { ordinal } } });
      const answer = await events.ingest([click('p1'), odd]);
      expect(answer).toMatchObject({ accepted: 2, rejected: 0 });
      expect(answer.items[1]).toMatchObject({ ignored: ['event_attributes.position'] });
      expect(await store.exportShopper('client:c1')).toHaveLength(2);
    },
  );

  test('an event that is nested too deeply is refused alone', async () => {
    const deep = JSON.parse(`${'['.repeat(6_000)}${']'.repeat(6_000)}`) as unknown;
    const deeper = click('p2', { message: deep });
    expect(await statuses([click('p1'), deeper, click('p3')])).toEqual(['accepted', 'rejected', 'accepted']);
  });

  test('one event is stored under every name of its shopper, with all that was sent', async () => {
    const sent = click('p1', { user_id: 'u1', campaign: 'x' });
    const answer = await events.ingest(sent);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 0, rejected: 0 });
    expect(answer.items[0]).toMatchObject({ index: 0, status: 'accepted', ignored: ['campaign'] });
    for (const key of ['user:u1', 'client:c1', 'session:s1']) {
      const [stored] = await store.exportShopper(key);
      expect(stored).toMatchObject({
        type: 'click',
        action: 'click',
        shopper: 'user:u1',
        aliases: ['client:c1', 'session:s1'],
        sessionId: 's1',
        queryId: 'q1',
        productId: 'p1',
        position: 2,
        time: NOW - 3_600_000,
      });
      expect(JSON.parse(stored!.raw)).toEqual(sent);
    }
  });

  test('an event sent again is a duplicate, in one batch or another', async () => {
    expect(await statuses([click('p1'), click('p1'), click('p2')])).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ]);
    expect(await statuses(click('p1'))).toEqual(['duplicate']);
    expect((await store.counts()).events).toBe(2);
  });

  test('its own event_id decides where it has one', async () => {
    const withId = (id: string | number, object_id: string) =>
      click('', { event_attributes: { event_id: id, object: { object_id } } });
    const answer = await events.ingest([withId('e1', 'p1'), withId('e1', 'p2'), withId(2, 'p1')]);
    expect(answer.items.map(({ status, eventId }) => [status, eventId])).toEqual([
      ['accepted', 'e1'],
      ['duplicate', 'e1'],
      ['accepted', '2'],
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['client', { client_id: 'c2' }],
    ['session', { session_id: 's2' }],
    ['query', { query_id: 'q2' }],
    ['action', { action_name: 'view' }],
    ['time', { timestamp: '2026-01-15T11:00:01Z' }],
    ['object', { event_attributes: { object: { object_id: 'p2' }, position: { ordinal: 2 } } }],
    ['position', { event_attributes: { object: { object_id: 'p1' }, position: { ordinal: 3 } } }],
  ])('another %s makes another event', async (_name, other) => {
    expect(await statuses([click('p1'), click('p1', other)])).toEqual(['accepted', 'accepted']);
  });

  test('one bad item is rejected alone, with its place and its reason', async () => {
    const answer = await events.ingest([
      click('p1'),
      click('p2', { timestamp: '2999-01-01T00:00:00Z' }),
      'junk',
      click('p3', { action_name: '' }),
      click('p4', { client_id: null, session_id: null }),
      click('x'.repeat(257)),
      click('p5', { message: 'x'.repeat(70_000) }),
      click('p6'),
    ]);
    expect(answer).toMatchObject({ accepted: 2, rejected: 6, duplicates: 0 });
    expect(answer.items.map(({ index, status, error }) => [index, status, error?.path])).toEqual([
      [0, 'accepted', undefined],
      [1, 'rejected', 'timestamp'],
      [2, 'rejected', ''],
      [3, 'rejected', 'action_name'],
      [4, 'rejected', 'client_id'],
      [5, 'rejected', 'event_attributes.object.object_id'],
      [6, 'rejected', ''],
      [7, 'accepted', undefined],
    ]);
    expect((await store.history('client:c1', 10)).events.map(({ productId }) => productId).sort()).toEqual([
      'p1',
      'p6',
    ]);
  });

  test('an unknown action is kept and not counted', async () => {
    const answer = await events.ingest(click('p1', { action_name: 'hover' }));
    expect(answer.items[0]).toMatchObject({ status: 'accepted', ignored: ['action_name'] });
    expect((await store.history('client:c1', 10)).events).toEqual([]);
    expect(await store.exportShopper('client:c1')).toMatchObject([{ type: 'other', action: 'hover' }]);
  });

  test("the shop's own names of actions count", async () => {
    await events.ingest([
      click('p1', { action_name: 'peek-at' }),
      click('p2', { action_name: 'Add To Cart' }),
    ]);
    const { events: stored } = await store.history('client:c1', 10);
    expect(stored.map(({ productId, type }) => [productId, type]).sort()).toEqual([
      ['p1', 'view'],
      ['p2', 'cart'],
    ]);
  });

  test('a query is kept once for each answer it got, and is no product', async () => {
    const query = {
      user_query: 'oak table',
      query_id: 'q1',
      client_id: 'c1',
      query_response_id: 'r1',
      timestamp: NOW,
    };
    expect(
      await statuses({
        events: [click('p1')],
        queries: [query, query, { ...query, query_response_id: 'r2' }],
      }),
    ).toEqual(['accepted', 'accepted', 'duplicate', 'accepted']);
    const stored = await store.exportShopper('client:c1');
    expect(stored.filter(({ action }) => action === 'query')).toMatchObject([
      { type: 'other', queryId: 'q1', userQuery: 'oak table' },
      { type: 'other' },
    ]);
    expect((await store.history('client:c1', 10)).events).toHaveLength(1);
  });

  test('shapes of older versions are read', async () => {
    await events.ingest([
      click('', {
        session_id: undefined,
        event_attributes: { user_id: 7, session_id: 's9', data: { data_id: 'old' }, position: 4 },
      }),
      click('', { event_attributes: { user_id: '7', object: { object_id: 12 } } }),
      click('', { event_attributes: { user_id: '7', object: { object_id: 'u2', object_id_type: 'user' } } }),
      click('', { event_attributes: { user_id: '7', object: null, position: { ordinal: 'first' } } }),
    ]);
    const stored = await store.exportShopper('user:7');
    const { events: telling } = await store.history('user:7', 10);
    expect(telling.map(({ productId }) => productId).sort()).toEqual(['12', 'old']);
    expect(stored.find(({ productId }) => productId === 'old')).toMatchObject({
      sessionId: 's9',
      position: 4,
    });
    expect(stored).toHaveLength(4);
  });

  test('a rating says how much of five', async () => {
    await events.ingest([
      click('p1', {
        action_name: 'rating',
        event_attributes: { rating: '4.5', object: { object_id: 'p1' } },
      }),
      click('p2', { event_attributes: { rating: 4, object: { object_id: 'p2' } } }),
    ]);
    const ratings = (await store.exportShopper('client:c1')).map(({ productId, rating }) => [
      productId,
      rating,
    ]);
    expect(ratings.sort()).toEqual([
      ['p1', 4.5],
      ['p2', undefined],
    ]);
  });

  test('a missing time is now', async () => {
    await events.ingest(click('p1', { timestamp: undefined }));
    expect((await store.history('client:c1', 1)).events[0]?.time).toBe(NOW);
  });

  test('what is erased is out of the history, and can be sent anew', async () => {
    await events.ingest([click('p1', { user_id: 'u1' }), click('p2', { session_id: 's2' })]);
    await store.eraseShopper('user:u1');
    expect((await store.history('client:c1', 10)).events.map(({ productId }) => productId)).toEqual(['p2']);
    expect(await store.exportShopper('user:u1')).toEqual([]);
    expect(await statuses(click('p1', { user_id: 'u1' }))).toEqual(['accepted']);
  });

  test.each([null, undefined, 'text', 7, true, {}, { foo: 1 }, { events: {} }, { queries: 'x' }])(
    '%p is no batch',
    async (body) => {
      await expect(events.ingest(body)).rejects.toMatchObject({ code: 'bad_request' });
    },
  );

  test('a batch has its limit', async () => {
    await expect(events.ingest(Array(1_001).fill(click('p1')))).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(await events.ingest([])).toEqual({ accepted: 0, duplicates: 0, rejected: 0, items: [] });
  });
});

test('names of the language are names, and lone surrogates do no harm', async () => {
  const store = createMemoryState();
  const events = createEvents({
    store,
    clock,
    actions: {},
    consent: ALLOWED,
    queries: NO_QUERIES,
    forgetOrders: NO_ORDERS,
  });
  const body = JSON.parse(
    '[{"action_name":"__proto__","client_id":"constructor","__proto__":{"user_id":"x"},"event_attributes":{"__proto__":{"event_id":"y"}}},' +
      '{"action_name":"click","client_id":"a\\ud800","event_attributes":{"object":{"object_id":"p"}}}]',
  ) as unknown;
  const { items } = await events.ingest(body);
  expect(items.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  expect(items[0]?.ignored).toEqual(['action_name', '__proto__']);
  expect(items[0]?.eventId).not.toBe('y');
  expect(await store.exportShopper('client:constructor')).toHaveLength(1);
  expect((await store.history('client:a\ufffd', 1)).events).toHaveLength(1);
});

test('any JSON is answered item by item', async () => {
  const events = createEvents({
    store: createMemoryState(),
    clock,
    actions: {},
    consent: ALLOWED,
    queries: NO_QUERIES,
    forgetOrders: NO_ORDERS,
  });
  const item = fc.oneof(
    fc.jsonValue(),
    fc.record({
      action_name: fc.jsonValue(),
      client_id: fc.jsonValue(),
      timestamp: fc.jsonValue(),
      event_attributes: fc.jsonValue(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 20 }), async (items) => {
      const answer = await events.ingest(items);
      expect(answer.items.map(({ index }) => index)).toEqual(items.map((_, index) => index));
      expect(answer.accepted + answer.duplicates + answer.rejected).toBe(items.length);
    }),
  );
});
