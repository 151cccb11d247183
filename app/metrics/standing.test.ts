import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { AisleError, silentLogger, systemClock } from '../../base/index.js';
import { openShop, type Shop } from '../../test/fixtures/shop.js';
import { standingMetrics } from './standing.js';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop([{ id: 'mug', title: 'Steel mug' }]);
});
afterEach(() => shop.close());

test('where the log of live updates does not answer, its numbers are left out and no generation is held', async () => {
  const { config, generations, ops, jobs } = shop.aisle;
  let held = 0;
  let answers = true;
  const registry = new Registry();
  const look = standingMetrics(registry, {
    data: config.data,
    generations: {
      canaryHere: undefined,
      failing: 'the index takes no writes',
      acquire: async () => {
        const lease = await generations.acquire();
        if (lease === undefined) return undefined;
        held += 1;
        return {
          ...lease,
          release: () => {
            held -= 1;
            lease.release();
          },
        };
      },
    },
    ops: {
      ...ops,
      last: async () => {
        if (!answers) throw new AisleError('unavailable', 'the cluster does not answer');
        return 7;
      },
      read: async () => [],
    },
    jobs,
    queryLog: { dropped: 0 },
    clock: systemClock,
    log: silentLogger,
  });
  const values = async () => {
    await look();
    const text = await registry.metrics();
    return (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
  };
  const before = await values();
  expect(before('aisle_live_updates_accepted_seq')).toBe('7');
  expect(before('aisle_live_updates_lag_seconds')).toBe('0');
  answers = false;
  const after = await values();
  for (const name of ['accepted_seq', 'applied_seq', 'lag_seconds'])
    expect(after(`aisle_live_updates_${name}`)).toBeUndefined();
  // What is known without it is told.
  expect(after('aisle_live_updates_failing')).toBe('1');
  expect(after('aisle_generation_products')).toBe('1');
  expect(held).toBe(0);
});
