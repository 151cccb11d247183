import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Product } from '../catalog/index.js';
import type { CatalogueNames } from '../indexer/index.js';
import { LiveNames } from '../indexer/live/live-names.js';
import { namesOf } from './known-names.js';

const shop = (brands: number): CatalogueNames => ({
  brands: { list: Array.from({ length: brands }, (_, i) => `Brand ${i}`), count: brands },
  categories: { list: ['Shoes'], count: 1 },
  counts: { brands: [], categories: [] },
});

const product = (brand: string, category: string[]): Product => ({ id: brand, title: 'x', brand, category });

/** The same names in lists that count how often they are read. */
function watched(names: CatalogueNames): { readonly names: CatalogueNames; readonly reads: () => number } {
  let reads = 0;
  const list = new Proxy(names.brands.list, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { names: { ...names, brands: { ...names.brands, list } }, reads: () => reads };
}

test('a new name is added to those that are known: none of the others is read again', async () => {
  const { names, reads } = watched(shop(1_000));
  await namesOf({ names });
  expect(reads()).toBe(1_000);
  const list = names.brands.list as string[];
  list.push('Brightwell');
  const known = await namesOf({ names: { ...names, brands: { list, count: 1_001 } } });
  expect(reads()).toBe(1_001);
  expect(['brand 7', 'brightwell'].map((text) => known.brands(text))).toEqual([true, true]);
});

test('moments of a live generation share a list, and each knows its own names', async () => {
  const live = new LiveNames(shop(3));
  const before = live.now();
  const after = live.with([product('Brightwell', ['Outdoor', 'Trail shoes'])]);
  expect(after.brands.list).toBe(before.brands.list);
  expect(live.with([product('Brand 2', ['Outdoor'])])).toBe(after);
  const [late, early] = [await namesOf({ names: after }), await namesOf({ names: before })];
  expect([early.brands('brightwell'), late.brands('brightwell')]).toEqual([false, true]);
  const named = ['outdoor > trail shoes', 'trail shoes', 'shoes'].map((text) => late.categories(text));
  expect(named).toEqual([true, true, true]);
  expect(early.categories('outdoor')).toBe(false);
});

test('many names are prepared in steps, by several queries together', async () => {
  const { names, reads } = watched(shop(10_000));
  let turns = 0;
  let over = false;
  const work = async () => {
    for (; !over; turns++) await nextTurn();
  };
  const others = work();
  const [one, other] = await Promise.all([namesOf({ names }), namesOf({ names })]);
  over = true;
  await others;
  expect(turns).toBeGreaterThanOrEqual(15);
  expect(reads()).toBe(10_000);
  expect([one.brands('brand 9999'), other.brands('brand 9999')]).toEqual([true, true]);
});
