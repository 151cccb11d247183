import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAisle } from '../app/index.js';
import { silentLogger } from '../base/index.js';
import { createHashEmbedder } from '../engines/embedder/index.js';
import { parseSearchRequest } from '../search/index.js';
import { openShop, publish, wholeSet, type Shop } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop(SHOES);
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

describe('a state file that was moved away', () => {
  const reopened = async (from: Shop) => {
    const { config } = from.aisle;
    await from.aisle.close();
    await rm(join(config.data, 'state.db'));
    return openAisle(config, { log: silentLogger, embedder: createHashEmbedder() });
  };

  test('takes no number that a generation counts as a part of its file: later updates are seen', async () => {
    await publish(shop.aisle, shop.folder, SHOES.slice(1));
    // One that can never be served is none to wait for.
    const unfit = join(shop.aisle.config.data, 'generations', '20200101-000000000');
    await mkdir(unfit);
    await writeFile(join(unfit, 'meta.json'), '{');
    const again = await reopened(shop);
    try {
      const [put, gone] = await Promise.all([
        again.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN),
        again.updates.delete(['p3'], SEEN),
      ]);
      expect(put.seq).toBeLessThan(gone.seq);
      expect(await again.product('kettle')).toEqual({ id: 'kettle', title: 'Copper kettle' });
      expect(await again.product('p3')).toBeUndefined();
    } finally {
      await again.close();
    }
  });

  test('leaves no unfinished build whose file would hide updates that come later', async () => {
    const { aisle, folder } = shop;
    const stop = new AbortController();
    const file = join(folder, 'next.ndjson');
    await writeFile(file, SHOES.map((one) => `${JSON.stringify({ ...one, rating: 4 })}\n`).join(''));
    await aisle.updates.delete(['p1', 'p2'], SEEN);
    const job = { file, publish: true, fresh: false, force: true };
    const onProgress = () => stop.abort();
    await expect(aisle.reindex({ ...job, onProgress, signal: stop.signal })).rejects.toThrow('stopped');
    const again = await reopened(shop);
    try {
      await again.reindex(job);
      await again.updates.patch([{ id: 'p5', price: 3 }], SEEN);
      expect(await again.product('p5')).toMatchObject({ rating: 4, price: 3 });
    } finally {
      await again.close();
    }
  });
});

describe('a cursor', () => {
  test('goes on in its order: changed products as they are now, deleted ones counted as gone', async () => {
    const first = await shop.search({ query: '', pageSize: 5 });
    const rest = SHOES.map(({ id }) => id).filter((id) => !first.hits.some((hit) => hit.id === id));
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
