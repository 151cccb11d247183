import { describe, expect, test } from '@jest/globals';
import { cursorOf, FrozenOrders, type FrozenOrder } from './frozen-order.js';

const order = (size: number): FrozenOrder => ({
  asked: { text: 'x' },
  generation: 'g1',
  ordinals: new Uint32Array(size),
  scored: 0,
  score: () => 0,
  explain: () => undefined,
  terms: () => new Set(),
  looked: undefined,
  lasting: true,
  said: { total: { value: size, relation: 'eq' }, facets: {}, ranking: 'default@1' },
});

describe('frozen orders', () => {
  test('a cursor gives back its order and position', () => {
    const orders = new FrozenOrders({ now: () => 1_000 });
    const kept = order(3);
    orders.keep('h', kept);
    expect(orders.resolve(cursorOf('h', 2))).toEqual({ handle: 'h', order: kept, position: 2 });
  });

  test('expire after ten minutes', () => {
    let now = 1_000;
    const orders = new FrozenOrders({ now: () => now });
    orders.keep('h', order(3));
    now += 599_000;
    expect(() => orders.resolve('h.1')).not.toThrow();
    now += 2_000;
    expect(() => orders.resolve('h.1')).toThrow(expect.objectContaining({ code: 'cursor_expired' }));
  });

  test('take bounded memory: what was asked for longest ago goes first', () => {
    const orders = new FrozenOrders({ now: () => 1_000 });
    for (let i = 0; i < 20; i++) orders.keep(`h${i}`, order(2_000_000));
    expect(() => orders.resolve('h0.0')).toThrow(expect.objectContaining({ code: 'cursor_expired' }));
    expect(() => orders.resolve('h19.0')).not.toThrow();
  });

  test.each(['', 'h', 'h.x', 'h.-1', '.1', 'h.1.1', '../h.1'])('%j is no cursor', (cursor) => {
    const orders = new FrozenOrders({ now: () => 1_000 });
    expect(() => orders.resolve(cursor)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});
