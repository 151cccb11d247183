import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bought, Neighbour, ShopperEvent, StateStore } from '../../engines/state/index.js';
import { event } from '../fixtures/shopper-event.js';
import type { StateFixture } from '../fixtures/state-stores.js';

const ALL = { limit: 1_000, least: 1 };
const HOUR = 3_600_000;

const buy = (shopper: string, productId: string, fields: Partial<ShopperEvent> = {}): ShopperEvent =>
  event({ type: 'purchase', shopper, productId, ...fields });

/** Counts all purchases anew, pair by pair, as the interface words it: slow and plain. */
function recounted(events: readonly ShopperEvent[], productId: string): Bought {
  const bought = events.filter(({ type }) => type === 'purchase').sort((a, b) => a.time - b.time);
  const shoppers = [...new Set(bought.map(({ shopper }) => shopper))];
  const ids = [...new Set(bought.map((e) => e.productId ?? ''))].sort();
  const buyersOf = (id: string) =>
    new Set(bought.filter((e) => e.productId === id).map(({ shopper }) => shopper)).size;
  const basketOf = (e: ShopperEvent) => e.sessionId ?? Math.floor(e.time / (24 * HOUR));
  const neighbours = ids
    .filter((id) => id !== productId)
    .map((id) => {
      let [together, followers, strength] = [0, 0, 0];
      for (const shopper of shoppers) {
        const own = bought.filter((e) => e.shopper === shopper);
        const distances = own.flatMap((a, i) =>
          own.flatMap((b, j) => (a.productId === productId && b.productId === id && j > i ? [j - i] : [])),
        );
        const near = distances.filter((distance) => distance <= 10);
        if (near.length > 0) followers += 1;
        if (near.length > 0) strength += Math.round(10_000 / Math.sqrt(Math.min(...near)));
        const shared = own.some((a) =>
          own.some((b) => a.productId === productId && b.productId === id && basketOf(a) === basketOf(b)),
        );
        if (shared) together += 1;
      }
      return { id, together, followers, strength: strength / 10_000 };
    });
  const listed = (shoppers: 'together' | 'followers', order: 'together' | 'strength'): Neighbour[] =>
    neighbours
      .filter((each) => each[order] > 0)
      .sort((a, b) => b[order] - a[order])
      .map((each) => ({
        productId: each.id,
        shoppers: each[shoppers],
        strength: each.strength,
        buyers: buyersOf(each.id),
      }));
  return {
    productId,
    buyers: buyersOf(productId),
    together: listed('together', 'together'),
    after: listed('followers', 'strength'),
  };
}

/** What every store counts of purchases. */
export function purchaseCountsContract(name: string, open: () => Promise<StateFixture>): void {
  describe(`purchase counts: ${name}`, () => {
    let fixture: StateFixture;
    let store: StateStore;

    beforeEach(async () => {
      fixture = await open();
      store = fixture.store;
    });
    afterEach(async () => {
      await store.close();
      await fixture.dispose();
    });

    const pairs = async (id: string, limits = ALL) => (await store.bought([id], limits)).products[0];

    test('nothing bought: no shoppers, no neighbours', async () => {
      await store.appendEvents([event({ type: 'cart', productId: 'a' })]);
      expect(await store.bought(['a'], ALL)).toEqual({
        shoppers: 0,
        products: [{ productId: 'a', buyers: 0, together: [], after: [] }],
      });
    });

    test('a basket is a session, or a day without one; the order is kept apart from it', async () => {
      await store.appendEvents([
        buy('user:ann', 'tent', { sessionId: 's1', time: 1 }),
        buy('user:ann', 'stove', { sessionId: 's1', time: 2 }),
        buy('user:ann', 'lamp', { sessionId: 's2', time: 3 }),
        buy('user:bob', 'tent', { time: 24 * HOUR }),
        buy('user:bob', 'stove', { time: 25 * HOUR }),
        buy('user:bob', 'lamp', { time: 48 * HOUR }),
      ]);
      const tent = await pairs('tent');
      expect(tent?.buyers).toBe(2);
      expect(tent?.together).toEqual([{ productId: 'stove', shoppers: 2, strength: 2, buyers: 2 }]);
      expect(tent?.after.map(({ productId, shoppers }) => [productId, shoppers])).toEqual([
        ['stove', 2],
        ['lamp', 2],
      ]);
      // 1/√2 for the purchase after the next, of both.
      expect(tent?.after[1]?.strength).toBeCloseTo(Math.SQRT2, 3);
      expect((await pairs('lamp'))?.after).toEqual([]);
    });

    test('one shopper counts once however often they buy, and is not told to others', async () => {
      const often = [1, 2, 3].flatMap((day) => [
        buy('user:ann', 'a', { time: day * 24 * HOUR }),
        buy('user:ann', 'b', { time: day * 24 * HOUR + 1 }),
      ]);
      await store.appendEvents(often);
      expect((await pairs('a'))?.together[0]).toMatchObject({ productId: 'b', shoppers: 1 });
      const shared = { limit: 10, least: 2 };
      expect(await pairs('a', shared)).toMatchObject({ together: [], after: [] });
      await store.appendEvents([buy('user:bob', 'a', { time: 5 }), buy('user:bob', 'b', { time: 6 })]);
      expect((await pairs('a', shared))?.together).toHaveLength(1);
    });

    test('what a person gave goes with them, found under any of their keys', async () => {
      await store.appendEvents([
        buy('user:ann', 'a', { aliases: ['session:s'], time: 1 }),
        buy('user:ann', 'b', { time: 2 }),
        buy('user:bob', 'a', { time: 1 }),
        buy('user:bob', 'b', { time: 2 }),
      ]);
      await store.eraseShopper('session:s');
      expect((await pairs('a'))?.together).toMatchObject([{ productId: 'b', shoppers: 1 }]);
      await store.eraseShopper('user:ann');
      await store.eraseShopper('user:bob');
      expect((await store.bought(['a'], ALL)).shoppers).toBe(0);
      expect(await pairs('a')).toEqual({ productId: 'a', buyers: 0, together: [], after: [] });
    });

    test('at any instant they are what counting everything anew gives', async () => {
      const step = fc.oneof(
        {
          weight: 5,
          arbitrary: fc.array(
            fc.record({
              shopper: fc.constantFrom('user:a', 'user:b', 'user:c'),
              product: fc.constantFrom('p', 'q', 'r', 's'),
              session: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
              hour: fc.integer({ min: 0, max: 50 }),
            }),
            { maxLength: 6 },
          ),
        },
        { weight: 1, arbitrary: fc.constantFrom('user:a', 'user:b', 'user:c') },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
          let stored: ShopperEvent[] = [];
          for (const one of steps) {
            if (typeof one === 'string') {
              await store.eraseShopper(one);
              stored = stored.filter(({ shopper }) => shopper !== one);
              continue;
            }
            const batch = one.map(({ shopper, product, session, hour }) =>
              buy(shopper, product, {
                time: hour * HOUR,
                ...(session === undefined ? {} : { sessionId: session }),
              }),
            );
            await store.appendEvents(batch);
            stored.push(...batch);
          }
          const answer = await store.bought(['p', 'q', 'r', 's'], ALL);
          for (const product of answer.products)
            expect(product).toEqual(expectClose(recounted(stored, product.productId)));
          expect(answer.shoppers).toBe(new Set(stored.map(({ shopper }) => shopper)).size);
          for (const shopper of ['user:a', 'user:b', 'user:c']) await store.eraseShopper(shopper);
        }),
        { numRuns: 40, seed: 11 },
      );
    });

    test('the last 50 purchases of a shopper count, an erasure brings none of the older back wrongly', async () => {
      const many = Array.from({ length: 60 }, (_, i) => buy('user:ann', `p${i}`, { time: i * 24 * HOUR }));
      await store.appendEvents(many.slice(30));
      await store.appendEvents(many.slice(0, 30));
      expect((await pairs('p5'))?.after).toEqual([]);
      expect((await pairs('p5'))?.buyers).toBe(1);
      expect((await pairs('p10'))?.after).toHaveLength(10);
    });

    test('what was counted is there after a restart', async () => {
      if (fixture.reopen === undefined) return;
      await store.appendEvents([buy('user:ann', 'a', { time: 1 }), buy('user:ann', 'b', { time: 2 })]);
      const before = await store.bought(['a', 'b'], ALL);
      store = await fixture.reopen();
      expect(await store.bought(['a', 'b'], ALL)).toEqual(before);
      expect(before.products[0]?.together).toHaveLength(1);
    });
  });
}

/** Strengths are sums of rounded parts: equal to the fourth decimal. */
function expectClose({ together, after, ...bought }: Bought): unknown {
  const close = (neighbours: readonly Neighbour[]) =>
    neighbours.map((each) => ({ ...each, strength: expect.closeTo(each.strength, 4) }));
  return { ...bought, together: close(together), after: close(after) };
}
