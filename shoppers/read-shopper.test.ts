import { describe, expect, test } from '@jest/globals';
import { createMemoryState, type ShopperEvent } from '../engines/state/index.js';
import { ALLOWED } from '../test/fixtures/consent.js';
import { readShopper, type ShopperRules } from './read-shopper.js';

const RULES: ShopperRules = { consent: ALLOWED, sessionLifetime: 1_000, now: 1_000 };
let next = 0;
function event(productId: string, more: Partial<ShopperEvent> = {}): ShopperEvent {
  const eventId = `e${next++}`;
  const { type = 'click' } = more;
  return {
    eventId,
    type,
    action: type,
    shopper: 'user:u',
    productId,
    time: 1_000 + next,
    raw: '{}',
    ...more,
  };
}

async function shopperOf(
  events: ShopperEvent[],
  names = { userId: 'u' } as Parameters<typeof readShopper>[1],
) {
  const store = createMemoryState();
  await store.appendEvents(events);
  return { store, shopper: await readShopper(store, names, RULES) };
}

describe('a shopper', () => {
  test('is unknown without a telling event', async () => {
    expect((await shopperOf([])).shopper).toBeUndefined();
    expect((await shopperOf([event('a', { type: 'impression' })])).shopper).toBeUndefined();
    expect((await shopperOf([event('a')], {})).shopper).toBeUndefined();
  });

  test('has each product once: the newest first, each by the strongest thing done with it', async () => {
    const { shopper } = await shopperOf([
      event('a', { type: 'purchase', time: 10 }),
      event('b', { type: 'view', time: 20 }),
      event('a', { type: 'view', time: 30 }),
    ]);
    expect(shopper?.items).toEqual([
      { productId: 'a', type: 'purchase', time: 30 },
      { productId: 'b', type: 'view', time: 20 },
    ]);
  });

  test('is joined from all names, an event found under several counted once', async () => {
    const { shopper } = await shopperOf(
      [
        event('a', { aliases: ['session:s'], time: 1 }),
        event('b', { shopper: 'session:s', time: 2 }),
        event('c', { shopper: 'client:c', time: 3 }),
        event('d', { shopper: 'user:other', time: 4 }),
      ],
      { userId: 'u', sessionId: 's', clientId: 'c' },
    );
    expect(shopper?.items.map(({ productId }) => productId)).toEqual(['c', 'b', 'a']);
    expect(shopper?.keys).toEqual(['user:u', 'client:c', 'session:s']);
  });

  test('keeps the last fifty products', async () => {
    const { shopper } = await shopperOf(Array.from({ length: 80 }, (_, i) => event(`p${i}`, { time: i })));
    expect(shopper?.items).toHaveLength(50);
    expect(shopper?.items[0]?.productId).toBe('p79');
  });

  test('did not like what they last rated below 3', async () => {
    const rated = (productId: string, rating: number | undefined, time: number) =>
      event(productId, { type: 'rating', time, ...(rating === undefined ? {} : { rating }) });
    const { shopper } = await shopperOf([
      event('bad', { type: 'purchase', time: 1 }),
      rated('bad', 1, 2),
      rated('good', 3, 3),
      rated('better', 1, 4),
      rated('better', 5, 5),
      rated('unsaid', undefined, 6),
    ]);
    expect(shopper?.items.map(({ productId }) => productId)).toEqual(['unsaid', 'better', 'good']);
  });

  test('has another version after everything stored or erased, and another than anyone else', async () => {
    const { store, shopper } = await shopperOf([event('a'), event('a', { shopper: 'user:v' })]);
    const again = await readShopper(store, { userId: 'u' }, RULES);
    expect(again?.version).toBe(shopper?.version);
    expect((await readShopper(store, { userId: 'v' }, RULES))?.version).not.toBe(shopper?.version);
    await store.appendEvents([event('b')]);
    expect((await readShopper(store, { userId: 'u' }, RULES))?.version).not.toBe(shopper?.version);
    await store.eraseShopper('user:u');
    expect(await readShopper(store, { userId: 'u' }, RULES)).toBeUndefined();
  });

  test('a session in which another user signed in tells nobody what they did', async () => {
    const { store } = await shopperOf([
      event('secret', { shopper: 'user:ann', aliases: ['session:s'] }),
      event('mine', { shopper: 'user:bob' }),
    ]);
    const seen = async (names: Parameters<typeof readShopper>[1]) =>
      (await readShopper(store, names, RULES))?.items.map(({ productId }) => productId);
    expect(await seen({ userId: 'bob', sessionId: 's' })).toEqual(['mine']);
    expect(await seen({ userId: 'carl', sessionId: 's' })).toBeUndefined();
    expect(await seen({ userId: 'ann', sessionId: 's' })).toEqual(['secret']);
    await store.appendEvents([event('mine', { shopper: 'user:bob', aliases: ['session:s'] })]);
    expect(await seen({ sessionId: 's' })).toBeUndefined();
  });

  test("a session that is over is somebody else's: its history is not read, its user's stays", async () => {
    const { store } = await shopperOf([
      event('a', { shopper: 'session:s', time: 100 }),
      event('b', { aliases: ['session:s'], time: 200 }),
    ]);
    const later = { ...RULES, now: 1_201 };
    expect((await readShopper(store, { sessionId: 's' }, { ...RULES, now: 1_200 }))?.items).toHaveLength(2);
    expect(await readShopper(store, { sessionId: 's' }, later)).toBeUndefined();
    expect((await readShopper(store, { userId: 'u' }, later))?.items).toHaveLength(2);
  });

  test('who does not allow it is not known, under any of their names, from the next look on', async () => {
    const { store } = await shopperOf([event('a', { aliases: ['session:s'] })]);
    const known = async (names: Parameters<typeof readShopper>[1], rules = RULES) =>
      (await readShopper(store, names, rules)) !== undefined;
    expect(await known({ userId: 'u' })).toBe(true);
    await store.putConsent(['session:s'], { personalise: false });
    expect(await known({ userId: 'u' })).toBe(true);
    expect(await known({ userId: 'u', sessionId: 's' })).toBe(false);
    await store.putConsent(['user:u'], { personalise: false });
    expect(await known({ userId: 'u' })).toBe(false);
    await store.putConsent(['user:u'], { personalise: true });
    const asked = { ...RULES, consent: { personalise: false, log: true } };
    expect(await known({ userId: 'u' }, asked)).toBe(true);
    expect(await known({ userId: 'nobody' }, asked)).toBe(false);
  });
});
