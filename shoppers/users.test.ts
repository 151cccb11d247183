import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dumpState } from '../test/fixtures/state-dump.js';
import { openShop, type Shop } from '../test/fixtures/shop.js';
import type { ExportLine } from './users.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1, 12);
const PRODUCTS = ['a', 'b', 'c'].map((id) => ({ id, title: `desk lamp ${id}`, brand: 'Lumo' }));

let now = NOW;
const open = (settings: Record<string, unknown> = {}) =>
  openShop(PRODUCTS, { clock: { now: () => now }, settings });

async function did(shop: Shop, product: string, more: object): Promise<unknown> {
  const id = JSON.stringify([product, more]);
  return shop.aisle.events.ingest({
    action_name: 'purchase',
    timestamp: NOW - DAY,
    event_attributes: { event_id: id, object: { object_id: product } },
    ...more,
  });
}

const bob = { user_id: 'bob', session_id: 't' };
async function bobs(shop: Shop): Promise<void> {
  await did(shop, 'a', { ...bob, user_query: 'desk lamp' });
  await shop.search({ query: 'desk lamp', userId: 'bob' });
}
async function anns(shop: Shop): Promise<void> {
  await did(shop, 'b', { session_id: 's' });
  await did(shop, 'b', { user_id: 'ann', session_id: 's', user_query: 'desk lamp' });
  await shop.search({ query: 'unicorn', userId: 'ann', sessionId: 's' });
  await shop.search({ query: 'Desk lamp', sessionId: 's' });
  await shop.aisle.users.allow('user:ann', { log: true });
}
async function exported(shop: Shop, key: string): Promise<ExportLine[]> {
  const lines = [];
  for await (const line of shop.aisle.users.export(key)) lines.push(line);
  return lines;
}

describe('what is known about a person', () => {
  let shop: Shop;
  beforeEach(async () => {
    now = NOW;
    shop = await open();
  });
  afterEach(() => shop.close());
  const logged = async (key: string) => (await shop.aisle.users.show(key)).searches;

  test('is shown and exported whole, derived counts and the sessions they signed in with included', async () => {
    await bobs(shop);
    await anns(shop);
    expect(await shop.aisle.users.show('user:ann')).toMatchObject({
      keys: ['user:ann', 'session:s'],
      events: 2,
      searches: 2,
      personalise: true,
      consent: { log: true },
      history: [{ productId: 'b', type: 'purchase' }],
    });
    const lines = await exported(shop, 'user:ann');
    const kinds = lines.map(({ kind }) => kind);
    expect(kinds).toEqual([
      'consent',
      'session',
      'event',
      'event',
      'search',
      'search',
      'history',
      'popularity',
    ]);
    expect(lines.at(-1)).toMatchObject({ productId: 'b', count: 2 });
    expect(JSON.stringify(lines)).not.toContain('bob');
  });

  test('is erased to the state of a shop that they never came to, what waits to be written included', async () => {
    await anns(shop);
    await bobs(shop);
    const erased = await shop.aisle.users.erase('user:ann');
    expect(erased).toEqual({ events: 2, searches: 2, consents: 1, cursors: 0 });
    await shop.aisle.queryLog.flush();
    const never = await open();
    await bobs(never);
    await never.aisle.queryLog.flush();
    const dump = (of: Shop) => dumpState(join(of.folder, 'data', 'state.db'), ['query_id', 'generation']);
    expect(dump(shop)).toEqual(dump(never));
    expect(dump(shop)['searches']).toHaveLength(1);
    await never.close();
  });

  test("erasing ends a person's cursors, and nobody else's", async () => {
    const [hers, his] = await Promise.all(
      ['ann', 'bob'].map((userId) => shop.search({ query: 'desk lamp', userId, pageSize: 1 })),
    );
    expect(await shop.aisle.users.erase('user:ann')).toMatchObject({ searches: 1, cursors: 1 });
    await expect(shop.search({ cursor: hers?.cursor })).rejects.toMatchObject({ code: 'cursor_expired' });
    expect((await shop.search({ cursor: his?.cursor })).hits.length).toBeGreaterThan(0);
  });

  test('a withdrawn consent stops personalisation at the next search, and a given one starts it', async () => {
    const gate = async () =>
      (await shop.search({ query: 'desk lamp a', userId: 'ann', explain: true })).hits[0]?.explain?.gate;
    await did(shop, 'a', { user_id: 'ann' });
    expect(await gate()).toBeGreaterThan(0);
    const consent = (personalise: boolean) => ({
      action_name: 'consent',
      user_id: 'ann',
      event_attributes: { personalise },
    });
    expect(await shop.aisle.events.ingest(consent(false))).toMatchObject({ accepted: 1 });
    expect(await gate()).toBeUndefined();
    await shop.aisle.events.ingest(consent(true));
    expect(await gate()).toBeGreaterThan(0);
    expect(await shop.aisle.events.ingest({ ...consent(true), event_attributes: {} })).toMatchObject({
      rejected: 1,
      items: [{ error: { path: 'event_attributes' } }],
    });
  });

  test('who does not allow it is kept without a name: counted, and found nowhere', async () => {
    await shop.aisle.users.allow('user:ann', { log: false });
    expect(await did(shop, 'b', { user_id: 'ann', session_id: 's', client_id: 'c' })).toMatchObject({
      accepted: 1,
    });
    await shop.search({ query: 'desk lamp', userId: 'ann' });
    expect(await shop.aisle.users.show('user:ann')).toMatchObject({ events: 0, searches: 0, log: false });
    expect(await shop.aisle.store.productCounts(['b'])).toMatchObject([{ count: 1 }]);
    expect(await shop.aisle.store.frequentQueries({ limit: 5 })).toEqual([
      { query: 'desk lamp', searches: 1 },
    ]);
    const dump = JSON.stringify(
      Object.entries(dumpState(join(shop.folder, 'data', 'state.db'))).filter(
        ([table]) => table !== 'consents',
      ),
    );
    for (const name of ['user:ann', 'session:s', 'client:c']) expect(dump).not.toContain(name);
  });

  const says = (shop: Shop, personalise: boolean, log: boolean) =>
    shop.aisle.events.ingest({
      action_name: 'consent',
      user_id: 'ann',
      client_id: 'c',
      session_id: 's',
      event_attributes: { personalise, log },
    });

  test('a no said by an event ends the cursors made with the history, and holds after signing out', async () => {
    await did(shop, 'a', { user_id: 'ann' });
    const pages = await Promise.all([
      shop.search({ query: 'desk lamp', userId: 'ann', pageSize: 1 }),
      shop.search({ query: 'desk lamp', sessionId: 's', pageSize: 1 }),
    ]);
    await says(shop, false, false);
    for (const { cursor } of pages)
      await expect(shop.search({ cursor })).rejects.toMatchObject({ code: 'cursor_expired' });
    await did(shop, 'b', { client_id: 'c' });
    await did(shop, 'b', { session_id: 's' });
    expect(await shop.aisle.store.exportShopper('client:c')).toEqual([]);
    expect(await shop.aisle.store.exportShopper('session:s')).toEqual([]);
    expect(await shop.aisle.users.erase('user:ann')).toMatchObject({ events: 1, consents: 3 });
    await did(shop, 'c', { client_id: 'c' });
    expect(await shop.aisle.store.exportShopper('client:c')).toHaveLength(1);
  });

  test('an event without a name has an id that nobody can guess, and is known when it comes again', async () => {
    await says(shop, true, false);
    const plain = { action_name: 'click', user_id: 'ann', timestamp: NOW - DAY };
    const named = { ...plain, event_attributes: { event_id: 'ann-1', object: { object_id: 'a' } } };
    const first = await shop.aisle.events.ingest([plain, named]);
    expect(first).toMatchObject({ accepted: 2 });
    expect(await shop.aisle.events.ingest([plain, named])).toMatchObject({ accepted: 0, duplicates: 2 });
    const { consents: _, ...kept } = dumpState(join(shop.folder, 'data', 'state.db'));
    for (const { eventId } of first.items) expect(JSON.stringify(kept)).not.toContain(eventId);
  });

  test('or refused, where the shop says so', async () => {
    const strict = await open({ 'shoppers.log': false, 'shoppers.withoutConsent': 'refuse' });
    expect(await did(strict, 'b', { user_id: 'ann' })).toMatchObject({ rejected: 1, accepted: 0 });
    await strict.search({ query: 'desk lamp', userId: 'ann' });
    expect(await strict.aisle.store.frequentQueries({ limit: 5 })).toEqual([]);
    await strict.aisle.users.allow('user:ann', { log: true });
    expect(await did(strict, 'b', { user_id: 'ann' })).toMatchObject({ accepted: 1 });
    await strict.close();
  });

  test('goes when it is older than it may be kept, and not before; a clock that jumps back takes nothing', async () => {
    await anns(shop);
    await bobs(shop);
    await shop.aisle.queryLog.flush();
    now = NOW - 1_000 * DAY;
    expect(await shop.aisle.users.sweep()).toEqual({ events: 0, searches: 0, consents: 0 });
    now = NOW + 181 * DAY;
    expect(await shop.aisle.users.sweep()).toEqual({ events: 0, searches: 3, consents: 0 });
    now = NOW + 730 * DAY;
    expect(await shop.aisle.users.sweep()).toEqual({ events: 3, searches: 0, consents: 0 });
    expect(await shop.aisle.store.productCounts(['a', 'b'])).toEqual([]);
    expect(await logged('user:ann')).toBe(0);
  });

  test('a click that names its answer alone counts for the query that was asked', async () => {
    const { queryId } = await shop.search({ query: 'Desk  Lamp', sessionId: 's' });
    await did(shop, 'c', { session_id: 's', query_id: queryId });
    expect(await shop.aisle.store.queryCounts('desk lamp')).toMatchObject([{ productId: 'c', count: 1 }]);
    await shop.aisle.queryLog.flush();
    await did(shop, 'b', { session_id: 's', query_id: queryId });
    expect(await shop.aisle.store.queryCounts('desk lamp')).toHaveLength(2);
  });

  test('pages are logged with the positions they showed, and are one question', async () => {
    const first = await shop.search({ query: 'desk lamp', pageSize: 2 });
    await shop.search({ cursor: first.cursor, pageSize: 2 });
    await shop.aisle.queryLog.flush();
    expect(await shop.aisle.store.frequentQueries({ limit: 5 })).toEqual([
      { query: 'desk lamp', searches: 1 },
    ]);
    expect(await shop.aisle.store.loggedSearches([first.queryId])).toMatchObject([
      { text: 'desk lamp', first: 0, total: 3, shown: first.hits.map(({ id }) => id), ranking: 'default@1' },
    ]);
  });
});
