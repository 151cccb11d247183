import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryEvent, ShopperEvent, StateStore } from '../../engines/state/index.js';
import { event } from '../fixtures/shopper-event.js';
import { shopperMemoryContract } from './shopper-memory.contract.js';
import type { StateFixture } from '../fixtures/state-stores.js';

const products = (events: readonly { readonly productId?: string }[]) => events.map((e) => e.productId);

/** What a history says of an event. */
const said = ({ productId = '', type, time, rating }: ShopperEvent): HistoryEvent => ({
  productId,
  type,
  time,
  ...(rating === undefined ? {} : { rating }),
});

/** Events found under a key: its own, and for a user those of sessions that nobody else signed in with. */
function under(model: readonly ShopperEvent[], name: string): ShopperEvent[] {
  const keys = ({ shopper, aliases = [] }: ShopperEvent) => [shopper, ...aliases];
  const of = (key: string) => model.filter((one) => keys(one).includes(key));
  const users = (key: string) =>
    new Set(
      of(key)
        .flatMap(keys)
        .filter((each) => each.startsWith('user:')),
    );
  const sessions = of(name)
    .flatMap(keys)
    .filter((each) => each.startsWith('session:'));
  const own = name.startsWith('user:') ? sessions.filter((each) => users(each).size === 1) : [];
  return model.filter((one) => keys(one).some((key) => key === name || own.includes(key)));
}

/** What every state store keeps; run over each implementation. */
export function stateStoreContract(name: string, open: () => Promise<StateFixture>): void {
  describe(`state store: ${name}`, () => {
    let fixture: StateFixture;
    let store: StateStore;
    beforeEach(async () => {
      fixture = await open();
      store = fixture.store;
    });
    afterEach(() => fixture.dispose());

    test('an event comes back as it was stored, absent fields absent', async () => {
      const full = event({
        aliases: ['client:c', 'session:s'],
        sessionId: 's',
        queryId: 'q',
        userQuery: 'Ünï 中文 \u0000 😀',
        position: 0,
        type: 'rating',
        rating: 2.5,
        raw: '{"a":"\\u0000"}',
      });
      const bare = event({ type: 'purchase' });
      expect(await store.appendEvents([full, bare])).toEqual([true, true]);
      expect((await store.history('user:ann', 10)).events).toStrictEqual([said(bare), said(full)]);
      expect(await store.exportShopper('user:ann')).toStrictEqual([full, bare]);
    });

    test('an event id counts once: in one batch, over batches, and the first one stands', async () => {
      const first = event({ productId: 'first' });
      const again = { ...first, productId: 'second' };
      const other = event();
      expect(await store.appendEvents([first, again, other])).toEqual([true, false, true]);
      expect(await store.appendEvents([again])).toEqual([false]);
      expect(products((await store.history('user:ann', 10)).events)).toEqual([other.productId, 'first']);
      expect(await store.counts()).toEqual({ events: 2, shoppers: 1 });
    });

    test('history: newest first by time, ties by the later stored, at most limit', async () => {
      const [a, b, c, d] = [event({ time: 5 }), event({ time: 9 }), event({ time: 5 }), event({ time: 1 })];
      await store.appendEvents([a, b, c, d]);
      expect(products((await store.history('user:ann', 3)).events)).toEqual(products([b, c, a]));
      expect((await store.history('user:ann', 0)).events).toEqual([]);
    });

    test('history leaves out impressions, unknown actions and events without a product; export has them', async () => {
      const { productId: _, ...noProduct } = event();
      const seen = [event({ type: 'impression' }), event({ type: 'other', action: 'hover' }), noProduct];
      const telling = event({ type: 'view' });
      await store.appendEvents([...seen, telling]);
      expect(products((await store.history('user:ann', 10)).events)).toEqual([telling.productId]);
      expect(await store.exportShopper('user:ann')).toHaveLength(4);
    });

    test('an unknown shopper has no history and version 0', async () => {
      expect(await store.history('user:nobody', 10)).toEqual({ events: [], version: 0 });
      expect(await store.exportShopper('user:nobody')).toEqual([]);
      expect(await store.eraseShopper('user:nobody')).toEqual({ events: 0, searches: 0, consents: 0 });
    });

    test('an event is found under each of its keys and counts for its own shopper alone', async () => {
      const one = event({ aliases: ['session:s', 'user:ann', 'session:s'] });
      await store.appendEvents([one]);
      expect(products((await store.history('session:s', 10)).events)).toEqual([one.productId]);
      expect(products((await store.history('user:ann', 10)).events)).toEqual([one.productId]);
      expect(await store.counts()).toEqual({ events: 1, shoppers: 1 });
    });

    test('the version changes with each new event, not with a duplicate, and never returns', async () => {
      const seen = new Set<number>();
      const version = async (): Promise<number> => (await store.history('user:ann', 1)).version;
      const first = event();
      await store.appendEvents([first]);
      seen.add(await version());
      await store.appendEvents([first, event({ shopper: 'user:bob' })]);
      expect(seen.has(await version())).toBe(true);
      await store.appendEvents([event({ time: 1 })]);
      seen.add(await version());
      await store.eraseShopper('user:ann');
      expect(await version()).toBe(0);
      await store.appendEvents([event()]);
      seen.add(await version());
      expect(seen.size).toBe(3);
    });

    test('erasing removes the events from all their keys, and nothing of others', async () => {
      const shared = event({ aliases: ['session:s'] });
      const later = event({ shopper: 'user:bob', aliases: ['session:s'] });
      await store.appendEvents([shared, later, event()]);
      const before = (await store.history('session:s', 1)).version;
      expect(await store.eraseShopper('user:ann')).toEqual({ events: 2, searches: 0, consents: 0 });
      expect(await store.exportShopper('user:ann')).toEqual([]);
      const rest = await store.history('session:s', 10);
      expect(products(rest.events)).toEqual([later.productId]);
      expect(rest.version).not.toBe(before);
      expect(await store.counts()).toEqual({ events: 1, shoppers: 1 });
      // Erased is forgotten: the same event may come again.
      expect(await store.appendEvents([shared])).toEqual([true]);
    });

    test('counts of products by day, kind and query, whole numbers in any order of arrival', async () => {
      const day = 86_400_000;
      const bought = { type: 'purchase', productId: 'p', userQuery: ' Red  Shoe' } as const;
      await store.appendEvents([
        event({ ...bought, time: 2 * day + 5 }),
        event({ ...bought, time: 1 * day, userQuery: 'red shoe' }),
        event({ ...bought, time: 2 * day }),
        event({ productId: 'q', time: day, type: 'rating' }),
        event({ productId: 'q', time: day, type: 'impression' }),
      ]);
      const sorted = (rows: readonly { day: number }[]) => [...rows].sort((a, b) => a.day - b.day);
      const counts = [
        { productId: 'p', day: 1, type: 'purchase', count: 1 },
        { productId: 'p', day: 2, type: 'purchase', count: 2 },
      ];
      expect(sorted(await store.productCounts(['p', 'q', 'nothing']))).toEqual(counts);
      expect(sorted(await store.queryCounts('RED shoe'))).toEqual(counts);
      expect(await store.queryCounts(' ')).toEqual([]);
    });

    test('says which products were counted since, and that counts went down', async () => {
      const count = (productId: string, shopper = 'user:ann') => event({ productId, shopper });
      await store.appendEvents([count('b'), count('a')]);
      const first = await store.counted();
      expect(await store.countedProducts({ limit: 9 })).toEqual(['a', 'b']);
      expect(await store.countedProducts({ after: 'a', limit: 9 })).toEqual(['b']);
      expect(await store.countedProducts({ limit: 1 })).toEqual(['a']);
      await store.appendEvents([count('c', 'user:bob'), event({ type: 'other' })]);
      const second = await store.counted();
      expect(second).toEqual({ version: expect.any(Number), epoch: first.epoch });
      expect(second.version).toBeGreaterThan(first.version);
      expect(await store.countedProducts({ since: first.version, limit: 9 })).toEqual(['c']);
      await store.eraseShopper('user:bob');
      const third = await store.counted();
      expect(third.version).toBeGreaterThan(second.version);
      expect(third.epoch).not.toBe(first.epoch);
      expect(await store.countedProducts({ limit: 9 })).toEqual(['a', 'b']);
    });

    shopperMemoryContract(() => store);

    test('values: absent is undefined, an empty text is a value, the last put stands', async () => {
      expect(await store.get('k')).toBeUndefined();
      await store.put('k', '');
      expect(await store.get('k')).toBe('');
      await store.put('k', 'two');
      expect(await store.get('k')).toBe('two');
    });

    test('values: a swap takes place where the key holds what was expected, and of many one does', async () => {
      expect(await store.swap('k', 'other', 'no')).toBe(false);
      expect(await store.get('k')).toBeUndefined();
      expect(await store.swap('k', undefined, '')).toBe(true);
      expect(await store.swap('k', undefined, 'no')).toBe(false);
      const swaps = Array.from({ length: 20 }, (_, i) => store.swap('k', '', `${i}`));
      const done = await Promise.all(swaps);
      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await store.get('k')).toBe(`${done.indexOf(true)}`);
    });

    test('concurrent appends: each id is new exactly once', async () => {
      const events = Array.from({ length: 40 }, () => event());
      const answers = await Promise.all([...events, ...events].map((one) => store.appendEvents([one])));
      expect(answers.flat().filter(Boolean)).toHaveLength(40);
      expect(await store.counts()).toEqual({ events: 40, shoppers: 1 });
    });

    test('an empty batch is an empty answer', async () => {
      expect(await store.appendEvents([])).toEqual([]);
    });

    test('a caller who stopped waiting is refused and nothing is written', async () => {
      const signal = AbortSignal.abort();
      await expect(store.appendEvents([event()], { signal })).rejects.toMatchObject({
        code: 'deadline_exceeded',
      });
      await expect(store.history('user:ann', 1, { signal })).rejects.toMatchObject({
        code: 'deadline_exceeded',
      });
      expect((await store.counts()).events).toBe(0);
    });

    test('close waits for what was sent, twice is once, and later calls are refused', async () => {
      const sent = store.appendEvents([event()]);
      const closed = store.close();
      expect(await sent).toEqual([true]);
      await closed;
      await store.close();
      await expect(store.appendEvents([event()])).rejects.toMatchObject({ code: 'unavailable' });
      await expect(store.get('k')).rejects.toMatchObject({ code: 'unavailable' });
    });

    test('what was stored is there after a restart', async () => {
      if (fixture.reopen === undefined) return;
      const kept = event({ aliases: ['session:s'] });
      await store.appendEvents([kept]);
      await store.put('k', 'v');
      const { version } = await store.history('user:ann', 1);
      store = await fixture.reopen();
      expect(await store.history('session:s', 10)).toStrictEqual({ events: [said(kept)], version });
      expect(await store.get('k')).toBe('v');
      expect(await store.appendEvents([kept])).toEqual([false]);
    });

    test('any sequence of writes leaves what a plain model has', async () => {
      const key = fc.constantFrom('user:a', 'user:b', 'session:s', 'session:t');
      const step = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            id: fc.integer({ min: 0, max: 12 }),
            key,
            alias: fc.option(key, { nil: undefined }),
            time: fc.integer({ min: 0, max: 5 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ erase: key }) },
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          run += 1;
          const scope = (text: string): string => `${text}/${run}`;
          let model: ShopperEvent[] = [];
          for (const one of steps) {
            if ('erase' in one) {
              const erased = scope(one.erase);
              const held = under(model, erased);
              expect((await store.eraseShopper(erased)).events).toBe(held.length);
              model = model.filter((e) => !held.includes(e));
            } else {
              const next = event({
                eventId: scope(`m${one.id}`),
                shopper: scope(one.key),
                ...(one.alias === undefined ? {} : { aliases: [scope(one.alias)] }),
                time: one.time,
              });
              const fresh = model.every((e) => e.eventId !== next.eventId);
              expect(await store.appendEvents([next])).toEqual([fresh]);
              if (fresh) model.push(next);
            }
          }
          for (const name of ['user:a', 'user:b', 'session:s', 'session:t'].map(scope)) {
            const held = under(model, name);
            expect(await store.exportShopper(name)).toStrictEqual([...held].sort((a, b) => a.time - b.time));
            const newestFirst = [...held].reverse().sort((a, b) => b.time - a.time);
            expect((await store.history(name, 99)).events).toStrictEqual(newestFirst.map(said));
          }
        }),
        { numRuns: 30, seed: 7 },
      );
    });
  });
}
