import { describe, expect, test } from '@jest/globals';
import { createMemoryState, type ShopperEvent } from '../engines/state/index.js';
import { readShopper } from './read-shopper.js';

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
  return { store, shopper: await readShopper(store, names) };
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
    const again = await readShopper(store, { userId: 'u' });
    expect(again?.version).toBe(shopper?.version);
    expect((await readShopper(store, { userId: 'v' }))?.version).not.toBe(shopper?.version);
    await store.appendEvents([event('b')]);
    expect((await readShopper(store, { userId: 'u' }))?.version).not.toBe(shopper?.version);
    await store.eraseShopper('user:u');
    expect(await readShopper(store, { userId: 'u' })).toBeUndefined();
  });
});
