import { beforeEach, expect, test } from '@jest/globals';
import type { StateStore } from '../engines/state/index.js';
import type { Events } from './create-events.js';
import { click, describeEvents, NOW } from '../test/fixtures/events-suite.js';

describeEvents('events', (suite) => {
  const { statuses } = suite;
  let store: StateStore;
  let events: Events;
  beforeEach(() => {
    ({ store, events } = suite);
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
