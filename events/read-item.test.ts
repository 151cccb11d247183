import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryState, type StateStore } from '../engines/state/index.js';
import type { Events } from './create-events.js';
import { click, describeEvents, eventsOver, NOW } from '../test/fixtures/events-suite.js';

describeEvents('an item of a batch', (suite) => {
  const { statuses } = suite;
  let store: StateStore;
  let events: Events;
  beforeEach(() => {
    ({ store, events } = suite);
  });

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
});

test('names of the language are names, and lone surrogates do no harm', async () => {
  const store = createMemoryState();
  const events = eventsOver(store);
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
  const events = eventsOver(createMemoryState());
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
