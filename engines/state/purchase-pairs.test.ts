import { expect, test } from '@jest/globals';
import { changedPairs, pairsOf, purchaseOf, STRENGTH_UNITS, type Purchase } from './purchase-pairs.js';

const bought = (productId: string, basket: string, time = 0): Purchase => ({ productId, basket, time });

test('a basket goes both ways, the order one way, weaker with distance', () => {
  const pairs = [...pairsOf([bought('a', '1'), bought('b', '1'), bought('c', '2')]).values()];
  const next = STRENGTH_UNITS;
  const later = Math.round(STRENGTH_UNITS / Math.SQRT2);
  expect(pairs).toEqual([
    { first: 'a', second: 'b', together: 1, followers: 1, strength: next },
    { first: 'b', second: 'a', together: 1, followers: 0, strength: 0 },
    { first: 'a', second: 'c', together: 0, followers: 1, strength: later },
    { first: 'b', second: 'c', together: 0, followers: 1, strength: next },
  ]);
});

test('the nearest occurrence counts, once; a product is no neighbour of itself', () => {
  const pairs = [...pairsOf([bought('a', '1'), bought('a', '2'), bought('b', '3')]).values()];
  expect(pairs).toEqual([{ first: 'a', second: 'b', together: 0, followers: 1, strength: STRENGTH_UNITS }]);
});

test('what changes is what differs, with its sign', () => {
  const before = [bought('a', '1'), bought('b', '1')];
  const now = [bought('a', '1'), bought('b', '2')];
  expect(changedPairs(before, now)).toEqual([
    { first: 'a', second: 'b', together: -1, followers: 0, strength: 0 },
    { first: 'b', second: 'a', together: -1, followers: 0, strength: 0 },
  ]);
  expect(changedPairs(before, before)).toEqual([]);
});

test('without a session a day is a basket; only purchases of a product count', () => {
  const event = { eventId: 'e', type: 'purchase', action: 'buy', shopper: 'user:a', raw: '{}' } as const;
  const noon = 1.5 * 86_400_000;
  expect(purchaseOf({ ...event, productId: 'p', time: noon })).toEqual(bought('p', 'day 1', noon));
  expect(purchaseOf({ ...event, productId: 'p', sessionId: 's', time: 0 })?.basket).toBe('s');
  expect(purchaseOf({ ...event, time: 0 })).toBeUndefined();
  expect(purchaseOf({ ...event, type: 'cart', productId: 'p', time: 0 })).toBeUndefined();
});
