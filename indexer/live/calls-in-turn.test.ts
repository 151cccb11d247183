import { expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { CallsInTurn, type UpdateCall } from './calls-in-turn.js';

/** What was read and taken, in order; each call takes what its products are then. */
function recorded() {
  const told: string[] = [];
  const prices = new Map<string, number>();
  const calls = new CallsInTurn(async (ids) => {
    told.push(`read ${ids.join()}`);
    await Promise.resolve();
    return new Map(ids.map((id): [string, Product] => [id, { id, title: id, price: prices.get(id) ?? 0 }]));
  });
  const patch = (...ids: readonly string[]): UpdateCall<number[]> => ({
    items: ids.length,
    needs: ids,
    changes: ids,
    take: async (products) => {
      told.push(`patch ${ids.join()}`);
      return ids.map((id) => {
        const price = (products.get(id)?.price ?? 0) + 1;
        prices.set(id, price);
        return price;
      });
    },
  });
  const put = (id: string, items = 1): UpdateCall<void> => ({
    items,
    needs: [],
    changes: [id],
    take: async () => {
      told.push(`put ${id}`);
      prices.set(id, 10);
    },
  });
  return { told, calls, patch, put };
}

test('what waits is read in one step, up to a call that builds on what one before it changes', async () => {
  const { told, calls, patch, put } = recorded();
  const all = [
    patch('a'),
    patch('b', 'c'),
    put('d'),
    patch('e'),
    patch('b'),
    patch('d'),
    put('b'),
    patch('b'),
  ];
  const answers = await Promise.all(all.map((call) => calls.add(call as UpdateCall<unknown>)));
  expect(told).toEqual([
    // The first finds nobody to wait for.
    'read a',
    'patch a',
    'read b,c,e',
    'patch b,c',
    'put d',
    'patch e',
    'read b,d',
    'patch b',
    'patch d',
    'put b',
    'read b',
    'patch b',
  ]);
  expect(answers).toEqual([[1], [1, 1], undefined, [1], [2], [11], undefined, [11]]);
});

test('one that fails leaves the others; what cannot be read fails those alone who wait for it', async () => {
  let away = true;
  const calls = new CallsInTurn(async () => {
    await Promise.resolve();
    if (away) throw new Error('away');
    return new Map();
  });
  const call = (work: () => number) => ({ items: 1, needs: [], changes: [], take: async () => work() });
  await expect(calls.add(call(() => 1))).rejects.toThrow('away');
  away = false;
  const fails = () => {
    throw new Error('no');
  };
  const ends = await Promise.allSettled([1, 2, 3].map((n) => calls.add(call(n === 2 ? fails : () => n))));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('large calls are not taken together', async () => {
  const { told, calls, patch, put } = recorded();
  await Promise.all([
    calls.add(put('a')),
    ...['b', 'c', 'd'].map((id) => calls.add(put(id, 600))),
    calls.add(patch('e')),
  ]);
  expect(told.filter((each) => each.startsWith('read'))).toHaveLength(4);
});
