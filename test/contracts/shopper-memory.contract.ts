import { expect, test } from '@jest/globals';
import type { LoggedSearch, StateStore } from '../../engines/state/index.js';
import { event } from '../fixtures/shopper-event.js';

const products = (events: readonly { readonly productId?: string }[]) => events.map((e) => e.productId);
let serial = 0;

/** What every state store keeps of people besides their events: sessions, searches, consents; run inside its contract. */
export function shopperMemoryContract(store: () => StateStore): void {
  test('a session that one user alone signed in with is theirs, with what was done in it before', async () => {
    const before = event({ shopper: 'session:s' });
    await store().appendEvents([before]);
    expect((await store().history('user:ann', 9)).events).toEqual([]);
    const signedIn = event({ aliases: ['session:s'] });
    await store().appendEvents([signedIn]);
    const known = await store().history('user:ann', 9);
    expect(products(known.events)).toEqual([signedIn.productId, before.productId]);
    expect(await store().keysOfShopper('user:ann')).toEqual(['user:ann', 'session:s']);
    expect(await store().usersOfSession('session:s')).toEqual(['user:ann']);
    expect(await store().usersOfSession('session:none')).toEqual([]);
    expect(products(await store().exportShopper('user:ann', { offset: 1, limit: 5 }))).toEqual([
      signedIn.productId,
    ]);
    const later = event({ shopper: 'session:s' });
    await store().appendEvents([later]);
    const after = await store().history('user:ann', 9);
    expect(after.version).not.toBe(known.version);
    expect(products(after.events)).toContain(later.productId);
    // Somebody else signs in on the same device: what was done there anonymously is nobody's.
    await store().appendEvents([event({ shopper: 'user:bob', aliases: ['session:s'] })]);
    const shared = await store().history('user:ann', 9);
    expect(products(shared.events)).toEqual([signedIn.productId]);
    expect(shared.version).not.toBe(after.version);
    expect((await store().eraseShopper('user:bob')).events).toBe(1);
    expect(products((await store().history('user:ann', 9)).events)).toHaveLength(3);
    expect((await store().eraseShopper('user:ann')).events).toBe(3);
    expect((await store().counts()).events).toBe(0);
  });

  test("nobody's event is counted and found under no key", async () => {
    await store().appendEvents([event({ shopper: 'nobody', type: 'purchase', productId: 'p' })]);
    expect(await store().counts()).toEqual({ events: 1, shoppers: 0 });
    expect((await store().productCounts(['p']))[0]).toMatchObject({ count: 1 });
    expect(await store().exportShopper('nobody')).toEqual([]);
  });

  const search = (fields: Partial<LoggedSearch> = {}): LoggedSearch => ({
    queryId: `q${++serial}`,
    text: 'Red  shoe',
    time: 1_700_000_000_000 + serial,
    generation: 'g',
    ranking: 'default@1',
    first: 0,
    total: 2,
    shown: ['a', 'b'],
    ...fields,
  });

  test('logged searches come back as stored, once each, and are found under every key', async () => {
    const mine = search({ shopper: 'user:ann', aliases: ['session:s'], first: 20, shown: [] });
    const nobodys = search();
    await store().appendSearches([mine, nobodys, { ...mine, text: 'other' }]);
    await store().appendSearches([{ ...nobodys, total: 9 }]);
    expect(await store().loggedSearches([mine.queryId, 'unknown'])).toStrictEqual([mine]);
    expect(await store().loggedSearches([nobodys.queryId])).toStrictEqual([nobodys]);
    expect(await store().exportSearches('session:s')).toStrictEqual([mine]);
    expect(await store().exportSearches('user:bob')).toEqual([]);
  });

  test('the most frequent queries, and those that found nothing', async () => {
    const none = { text: 'unicorn', total: 0, shown: [] };
    await store().appendSearches([
      search(),
      search({ text: 'red SHOE ', shopper: 'user:ann' }),
      search({ first: 20 }),
      search({ text: ' ' }),
      search(none),
      search({ text: 'boot' }),
    ]);
    expect(await store().frequentQueries({ limit: 2 })).toEqual([
      { query: 'red shoe', searches: 2 },
      { query: 'boot', searches: 1 },
    ]);
    expect(await store().frequentQueries({ limit: 9, empty: true })).toEqual([
      { query: 'unicorn', searches: 1 },
    ]);
    expect(await store().eraseShopper('user:ann')).toEqual({ events: 0, searches: 1, consents: 0 });
    expect((await store().frequentQueries({ limit: 9 })).map(({ searches }) => searches)).toEqual([1, 1, 1]);
  });

  test('a query of one person, however often asked, is told from one that several asked', async () => {
    const of = (shopper: string | undefined, text: string) =>
      search({ text, ...(shopper === undefined ? {} : { shopper }) });
    await store().appendSearches([
      ...['user:ann', 'user:ann', 'user:ann', undefined, undefined].map((shopper) => of(shopper, 'mine')),
      ...['user:ann', 'user:bob', 'session:s', 'user:bob'].map((shopper) => of(shopper, 'ours')),
    ]);
    const asked = (leastShoppers: number) => store().frequentQueries({ limit: 9, leastShoppers });
    expect(await asked(2)).toEqual([{ query: 'ours', searches: 4 }]);
    expect(await asked(3)).toEqual([{ query: 'ours', searches: 4 }]);
    expect(await asked(4)).toEqual([]);
    expect((await asked(1)).map(({ query }) => query)).toEqual(['mine', 'ours']);
    await store().eraseShopper('user:bob');
    expect(await asked(3)).toEqual([]);
    expect(await asked(2)).toEqual([{ query: 'ours', searches: 2 }]);
  });

  test('a consent keeps what it says nothing of, and goes with an erasure', async () => {
    await store().putConsent(['user:ann'], { personalise: false });
    await store().putConsent(['user:ann'], { log: true });
    await store().putConsent(['session:s'], {});
    const said = await store().consents(['user:ann', 'user:bob']);
    expect([...said]).toEqual([['user:ann', { personalise: false, log: true }]]);
    expect(await store().eraseShopper('user:ann')).toEqual({ events: 0, searches: 0, consents: 1 });
    expect((await store().consents(['user:ann'])).size).toBe(0);
  });

  test('a consent stands under every key, and goes with its giver unless another spoke since', async () => {
    await store().putConsent(['user:ann', 'client:c', 'session:s'], { log: false });
    expect((await store().consents(['client:c', 'session:s'])).size).toBe(2);
    await store().putConsent(['user:bob', 'client:c'], { log: true });
    expect(await store().eraseShopper('user:ann')).toMatchObject({ consents: 2 });
    expect([...(await store().consents(['user:ann', 'client:c', 'session:s']))]).toEqual([
      ['client:c', { log: true }],
    ]);
  });

  test('a sweep takes what is old, the oldest first, its counts too, and at most so much', async () => {
    const old = [3, 1, 2].map((time) => event({ time, type: 'purchase', productId: 'p' }));
    const young = event({ time: 50, type: 'purchase', productId: 'p' });
    await store().appendEvents([...old, young]);
    await store().appendSearches([search({ time: 1 }), search({ time: 60 })]);
    const sweep = () => store().sweep({ eventsBefore: 10, searchesBefore: 60, limit: 2 });
    expect(await sweep()).toEqual({ events: 2, searches: 1, consents: 0 });
    expect((await store().exportShopper('user:ann')).map(({ time }) => time)).toEqual([3, 50]);
    expect(await sweep()).toEqual({ events: 1, searches: 0, consents: 0 });
    expect(await sweep()).toEqual({ events: 0, searches: 0, consents: 0 });
    expect(await store().productCounts(['p'])).toMatchObject([{ count: 1 }]);
    expect(await store().frequentQueries({ limit: 5 })).toEqual([{ query: 'red shoe', searches: 1 }]);
  });
}
