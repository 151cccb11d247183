import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAisle } from '../app/index.js';
import { AisleError, silentLogger } from '../base/index.js';
import { createHashEmbedder } from '../engines/embedder/index.js';
import type { Product } from '../catalog/index.js';
import { parseSearchRequest } from '../search/index.js';
import { openShop, publish, wholeSet, type Shop } from './fixtures/shop.js';

const shoe = (n: number, more: Partial<Product> = {}): Product => ({
  id: `p${n}`,
  title: `Trail shoe number ${n}`,
  brand: 'Acme',
  price: 10 + n,
  currency: 'EUR',
  ...more,
});
const CATALOGUE = Array.from({ length: 20 }, (_, i) => shoe(i));
const SEEN = { untilVisible: true };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop(CATALOGUE);
});
afterEach(() => shop.close());

const found = async (query: string) => (await shop.search({ query, pageSize: 100 })).hits.map(({ id }) => id);

describe('a live update', () => {
  test('is seen by the next search: a new product, by its words, its meaning and its id', async () => {
    const report = await shop.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
    expect(report).toMatchObject({ accepted: 1, rejected: 0, visible: true });
    expect(report.items).toEqual([{ id: 'kettle', status: 'accepted', seq: report.seq }]);
    expect(await found('copper kettle')).toContain('kettle');
    const meaning = await shop.search({ query: 'Copper kettle', legs: ['vector'] });
    expect(meaning.hits[0]?.id).toBe('kettle');
    expect(await shop.aisle.product('kettle')).toEqual({ id: 'kettle', title: 'Copper kettle' });
    expect((await shop.search({ query: '' })).total.value).toBe(21);
  });

  test('a patch changes what it names, in filters, sorts and documents', async () => {
    await shop.aisle.updates.patch(
      [
        { id: 'p3', price: 1 },
        { id: 'p4', brand: null },
      ],
      SEEN,
    );
    const sorted = await shop.search({ query: '', sort: 'price:asc', pageSize: 2 });
    expect(sorted.hits.map(({ id, product }) => [id, product.price])).toEqual([
      ['p3', 1],
      ['p0', 10],
    ]);
    expect((await shop.search({ query: '', filters: { brand: ['Acme'] } })).total.value).toBe(19);
    expect(await shop.aisle.product('p3')).toEqual(shoe(3, { price: 1 }));
  });

  test('a deleted product is gone everywhere', async () => {
    await shop.aisle.updates.delete(['p5'], SEEN);
    expect(await shop.aisle.product('p5')).toBeUndefined();
    expect(await wholeSet(shop, { query: '' })).not.toContain('p5');
    expect(await found('trail shoe number 5')).not.toContain('p5');
  });

  test('a patch builds on what was acknowledged before it, seen or not', async () => {
    const { updates } = shop.aisle;
    const waiting = [
      updates.put([{ id: 'new', title: 'New thing', price: 5, currency: 'EUR' }]),
      updates.patch([
        { id: 'new', brand: 'Zed' },
        { id: 'new', price: 6 },
      ]),
      updates.delete(['p1']),
      updates.patch([{ id: 'p1', price: 3 }]),
    ];
    const [put, patch, gone, late] = await Promise.all(waiting);
    expect([put?.accepted, patch?.accepted, gone?.accepted]).toEqual([1, 2, 1]);
    expect(late?.items).toEqual([
      {
        id: 'p1',
        status: 'rejected',
        code: 'not_found',
        errors: [{ path: 'id', message: expect.any(String) }],
      },
    ]);
    await updates.delete([], SEEN);
    expect(await shop.aisle.product('new')).toMatchObject({ brand: 'Zed', price: 6 });
  });

  test('each item of a batch stands for itself, and every mistake is named', async () => {
    const report = await shop.aisle.updates.put(
      [{ id: 'ok', title: 'Fine' }, { id: 'bad', price: 'x' }, 7, { title: 'no id' }],
      SEEN,
    );
    expect(report).toMatchObject({ accepted: 1, rejected: 3 });
    expect(report.items.map((item) => [item.id, item.status])).toEqual([
      ['ok', 'accepted'],
      ['bad', 'rejected'],
      ['7', 'rejected'],
      [undefined, 'rejected'],
    ]);
    expect(report.items[1]).toMatchObject({
      code: 'bad_request',
      errors: [{ path: 'title' }, { path: 'price' }],
    });
    expect(await found('fine')).toEqual(['ok']);
  });

  test('more than a batch may hold is refused whole', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => ({ id: `m${i}`, title: 'many' }));
    await expect(shop.aisle.updates.put(many)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect((await shop.aisle.updates.put(many.slice(1), SEEN)).accepted).toBe(1_000);
    expect((await shop.search({ query: '' })).total.value).toBe(1_020);
  });
});

describe('an embedder that fails', () => {
  test('costs a changed product its meaning until it works again, and nothing else', async () => {
    let broken = false;
    const hash = createHashEmbedder();
    const other = await openShop(CATALOGUE, {
      embedder: {
        ...hash,
        embedPassages: async (texts, options) => {
          if (broken) throw new AisleError('unavailable', 'no model today');
          return hash.embedPassages(texts, options);
        },
      },
    });
    const byMeaning = async () =>
      (await other.search({ query: 'Copper kettle', legs: ['vector'] })).hits.map(({ id }) => id);
    try {
      broken = true;
      await other.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
      expect((await other.search({ query: 'copper kettle' })).hits[0]?.id).toBe('kettle');
      expect(await byMeaning()).not.toContain('kettle');
      await other.aisle.updates.patch([{ id: 'kettle', price: 5, currency: 'EUR' }], SEEN);
      expect(await byMeaning()).not.toContain('kettle');
      broken = false;
      // The next change has it tried again.
      await other.aisle.updates.put([{ id: 'zz', title: 'Something else' }], SEEN);
      await other.aisle.updates.delete(['zz'], SEEN);
      expect((await byMeaning())[0]).toBe('kettle');
      expect(await other.aisle.product('kettle')).toMatchObject({ price: 5 });
    } finally {
      await other.close();
    }
  });
});

describe('a restart', () => {
  test('replays the log: another process sees the same products under the same ordinals', async () => {
    const { aisle } = shop;
    await aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }]);
    await aisle.updates.patch([{ id: 'p2', price: 7 }], SEEN);
    const ordinals = async (from: typeof aisle) => {
      const lease = await from.generations.acquire();
      const found = await lease?.generation.products.ordinals(['kettle', 'p1', 'p2']);
      lease?.release();
      return found;
    };
    const other = await openAisle(aisle.config, { log: silentLogger, embedder: createHashEmbedder() });
    try {
      expect(await other.product('kettle')).toEqual({ id: 'kettle', title: 'Copper kettle' });
      expect(await ordinals(other)).toEqual(await ordinals(aisle));
      await aisle.store.ops.compact();
      const pinned = await other.searchOn();
      const { hits } = await pinned.search(parseSearchRequest({ query: 'copper kettle' }));
      expect(hits[0]?.id).toBe('kettle');
      await pinned.close();
    } finally {
      await other.close();
    }
  });
});

describe('a cursor', () => {
  test('goes on in its order: changed products as they are now, deleted ones counted as gone', async () => {
    const first = await shop.search({ query: '', pageSize: 5 });
    const rest = CATALOGUE.map(({ id }) => id).filter((id) => !first.hits.some((hit) => hit.id === id));
    const [changed = '', deleted = ''] = rest;
    await shop.aisle.updates.patch([{ id: changed, price: 999 }]);
    await shop.aisle.updates.delete([deleted]);
    await shop.aisle.updates.put([{ id: 'aaa', title: 'First by id' }], SEEN);
    const second = await shop.search({ cursor: first.cursor, pageSize: 100 });
    const ids = second.hits.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(rest.filter((id) => id !== deleted).toSorted());
    expect(second.gone).toBe(1);
    expect(second.total.value).toBe(20);
    expect(second.hits.find(({ id }) => id === changed)?.product.price).toBe(999);
  });
});

describe('generations', () => {
  test('a change made after a job started beats its file; one made before is replaced by it', async () => {
    const { aisle, folder } = shop;
    await aisle.updates.put([shoe(1, { title: 'Before the job' }), { id: 'gone', title: 'Gone' }], SEEN);
    const file = join(folder, 'next.ndjson');
    const rows = CATALOGUE.map((product) => JSON.stringify({ ...product, price: 50 }));
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
    const job = publish(aisle, shop.folder, [...CATALOGUE, shoe(20)]);
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
    await publish(aisle, shop.folder, [...CATALOGUE, shoe(20)]);
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
    await publish(aisle, shop.folder, [...CATALOGUE, shoe(20)]);
    await aisle.generations.canary(before?.id ?? '', { share: 1, force: false });
    await aisle.updates.patch([{ id: 'p2', price: 7 }], SEEN);
    const answer = await shop.search({ query: 'trail shoe number 2', sessionId: 's', pageSize: 100 });
    expect(answer.generation).toBe(before?.id);
    expect(answer.hits.find(({ id }) => id === 'p2')?.product.price).toBe(7);
  });

  test('a prune forgets updates that every kept generation has in its base, and no others', async () => {
    const { aisle } = shop;
    await aisle.updates.put([{ id: 'a', title: 'A' }], SEEN);
    await publish(aisle, shop.folder, CATALOGUE);
    await aisle.updates.put([{ id: 'b', title: 'B' }], SEEN);
    await publish(aisle, shop.folder, CATALOGUE.slice(1));
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
