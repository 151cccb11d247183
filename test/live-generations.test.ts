import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openShop, publish, type Shop } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop(SHOES);
});
afterEach(() => shop.close());

describe('live updates over generations', () => {
  test('a change made after a job started beats its file; one made before is replaced by it', async () => {
    const { aisle, folder } = shop;
    await aisle.updates.put([shoe(1, { title: 'Before the job' }), { id: 'gone', title: 'Gone' }], SEEN);
    const file = join(folder, 'next.ndjson');
    const rows = SHOES.map((product) => JSON.stringify({ ...product, price: 50 }));
    await writeFile(file, rows.join('\n'));
    let made: Promise<unknown> | undefined;
    const onProgress = () => {
      made ??= aisle.updates.patch([{ id: 'p2', price: 1 }]).then(() => aisle.updates.delete(['p3']));
    };
    await aisle.reindex({ file, publish: true, fresh: false, force: true, onProgress });
    await made;
    await aisle.updates.delete([], SEEN);
    expect(await aisle.product('p1')).toEqual(shoe(1, { price: 50 }));
    expect(await aisle.product('gone')).toBeUndefined();
    expect(await aisle.product('p2')).toEqual(shoe(2, { price: 1 }));
    expect(await aisle.product('p3')).toBeUndefined();
  });

  test('no switch takes back what a search has seen, however many updates come meanwhile', async () => {
    const { aisle } = shop;
    const job = publish(aisle, shop.folder, [...SHOES, shoe(20)]);
    const state = { over: false };
    const done = job.finally(() => (state.over = true));
    const ids: string[] = [];
    for (let i = 0; !state.over || i < 5; i += 1) {
      const id = `during${i}`;
      const report = await aisle.updates.put([{ id, title: `During the job ${i}` }], SEEN);
      expect(report.visible).toBe(true);
      // The first one may have come before the job began to count.
      if (i > 0) ids.push(id);
      const seen = await Promise.all(ids.map((each) => aisle.product(each)));
      expect(seen.map((product) => product?.id)).toEqual(ids);
    }
    await done;
    expect(await aisle.product('p20')).toEqual(shoe(20));
    expect((await shop.search({ query: 'during the job', pageSize: 100 })).total.value).toBeGreaterThan(3);
  });

  test('a rollback and a publish replay what came since their builds began', async () => {
    const { aisle } = shop;
    const first = (await aisle.generations.list())[0]?.id ?? '';
    await aisle.updates.put([{ id: 'early', title: 'Early bird' }], SEEN);
    await publish(aisle, shop.folder, [...SHOES, shoe(20)]);
    expect(await aisle.product('early')).toBeUndefined();
    await aisle.updates.patch([{ id: 'p2', price: 7 }], SEEN);
    await aisle.updates.delete(['p3'], SEEN);
    expect(await aisle.generations.rollback()).toBe(first);
    expect((await aisle.product('early'))?.title).toBe('Early bird');
    expect(await aisle.product('p2')).toMatchObject({ price: 7 });
    expect(await aisle.product('p3')).toBeUndefined();
    expect(await aisle.product('p20')).toBeUndefined();
    await aisle.generations.rollback();
    expect([await aisle.product('early'), await aisle.product('p3')]).toEqual([undefined, undefined]);
    expect(await aisle.product('p20')).toEqual(shoe(20));
    expect(await aisle.product('p2')).toMatchObject({ price: 7 });
  });

  test('a canary gets the changes too', async () => {
    const { aisle } = shop;
    const [before] = await aisle.generations.list();
    await publish(aisle, shop.folder, [...SHOES, shoe(20)]);
    await aisle.generations.canary(before?.id ?? '', { share: 1, force: false });
    await aisle.updates.patch([{ id: 'p2', price: 7 }], SEEN);
    const answer = await shop.search({ query: 'trail shoe number 2', sessionId: 's', pageSize: 100 });
    expect(answer.generation).toBe(before?.id);
    expect(answer.hits.find(({ id }) => id === 'p2')?.product.price).toBe(7);
  });

  test('a prune forgets updates that every kept generation has in its base, and no others', async () => {
    const { aisle } = shop;
    await aisle.updates.put([{ id: 'a', title: 'A' }], SEEN);
    await publish(aisle, shop.folder, SHOES);
    await aisle.updates.put([{ id: 'b', title: 'B' }], SEEN);
    await publish(aisle, shop.folder, SHOES.slice(1));
    await aisle.updates.put(
      [
        { id: 'c', title: 'C' },
        { id: 'c', title: 'C again' },
      ],
      SEEN,
    );
    await aisle.generations.prune({ keep: 0 });
    const kept = (await aisle.store.ops.read(await firstKept(), 10)).map(({ change }) => change.id);
    expect(kept).toEqual(['b', 'c']);
    await aisle.generations.rollback();
    expect((await aisle.product('b'))?.title).toBe('B');
    expect((await aisle.product('c'))?.title).toBe('C again');
  });

  async function firstKept(): Promise<number> {
    const metas = await Promise.all(
      (await shop.aisle.generations.list()).map(({ id }) => shop.aisle.generations.show(id)),
    );
    return Math.min(...metas.map(({ opsFrom = 0 }) => opsFrom));
  }
});
