import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLive } from '../../../test/fixtures/live-index.js';
import type { Product } from '../../../catalog/index.js';
import { CHANGES_A_TURN, type LiveProducts } from './live-products.js';
import { bury, DEATHS_A_TURN, liveLayer, livingSource, type LiveLayer } from './live-layer.js';
import { pack } from './packed.js';
import type { ProductChange } from './product-change.js';
import makeSegment from './segment-thread.js';

/** The most that `count` grows in one turn of the event loop while something runs. */
async function mostInATurn(count: () => number, run: () => Promise<unknown>): Promise<number> {
  let [most, before, over] = [0, count(), false];
  const watching = (async () => {
    while (!over) {
      await nextTurn();
      most = Math.max(most, count() - before);
      before = count();
    }
  })();
  await run();
  over = true;
  await watching;
  return most;
}

/** What a list holds, counting what is read. */
function counted<T>(items: Iterable<T>): { readonly items: Iterable<T>; readonly read: () => number } {
  let read = 0;
  function* reading() {
    for (const item of items) {
      read++;
      yield item;
    }
  }
  return { items: { [Symbol.iterator]: reading }, read: () => read };
}

describe('a layer of many products', () => {
  const COUNT = 3 * DEATHS_A_TURN;
  let layer: LiveLayer;

  beforeAll(async () => {
    const products = Array.from({ length: COUNT }, (_, i): Product => ({
      id: `p${i}`,
      title: `mug ${i % 7}`,
    }));
    const rows = Uint32Array.from(products.keys());
    const documents = await pack(products.map((product) => JSON.stringify(product)));
    const source = { documents, rows, ordinals: rows, positions: Float64Array.from(rows), groups: rows };
    const { segment } = makeSegment({ sources: [source], died: [] });
    if (segment === undefined) throw new Error('no segment was made');
    layer = liveLayer(segment.memory);
  });

  test('they die in steps, and what is left is what did not', async () => {
    const { items, read } = counted(Array.from({ length: COUNT - 1 }, (_, row) => row));
    const mugs = layer.segment.surfaces.find('mug');
    let left: LiveLayer = layer;
    const most = await mostInATurn(read, async () => {
      left = await bury(layer, items, new Uint32Array(COUNT - 1).fill(mugs));
    });
    expect(most).toBeLessThanOrEqual(DEATHS_A_TURN);
    expect(left.living).toBe(1);
    expect(left.vocabulary.surfaceCounts[mugs]).toBe(1);
    expect(layer.living).toBe(COUNT);
    expect([...livingSource(left, new Set()).rows]).toEqual([COUNT - 1]);
    expect(livingSource(layer, new Set([0, 2])).rows.subarray(0, 2)).toEqual(Uint32Array.of(1, 3));
  });
});

describe('many changes of a snapshot', () => {
  let live: LiveProducts;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    ({ live, dispose } = await openLive([{ id: 'a', title: 'mug' }]));
  });
  afterAll(() => dispose());

  test('are looked through in steps', async () => {
    const changes = Array.from({ length: 3 * CHANGES_A_TURN }, (_, i): ProductChange => ({
      kind: 'delete',
      id: `nobody ${i}`,
    }));
    const { items, read } = counted(changes);
    const list = Object.assign([...changes], { [Symbol.iterator]: () => items[Symbol.iterator]() });
    const most = await mostInATurn(read, async () => expect((await live.with(list)).size).toBe(1));
    expect(read()).toBe(changes.length);
    expect(most).toBeLessThanOrEqual(CHANGES_A_TURN);
  });
});
