import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { diagnose } from '../app/index.js';
import type { Product } from '../catalog/index.js';
import { code } from './fixtures/error-code.js';
import { startFaultProxy } from './fixtures/fault-proxy.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { openShop, publish, type Shop } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };
const put = (id: string) => ({ time: 1, change: { kind: 'put', id, product: { id, title: id } } }) as const;

describeOnServers(
  'live updates of servers that share a cluster',
  (server) => {
    const shops: Shop[] = [];
    let prefix: string;
    beforeEach(() => {
      prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
    });
    afterEach(async () => {
      for (const shop of shops.splice(0)) await shop.close();
    });
    /** Each with a data folder of its own, as on a machine of its own. */
    const open = async (products: readonly Product[] = [], node = server.address): Promise<Shop> => {
      const shop = await openShop(products, {
        // Vectors in the cluster are those of Elasticsearch.
        ...(server.kind === 'os' ? { embedder: 'none' } : {}),
        settings: {
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          ...(server.kind === 'os' ? {} : { 'vector.engine': 'elasticsearch' }),
          'elasticsearch.node': node,
          'elasticsearch.prefix': prefix,
          'elasticsearch.replicas': 0,
        },
      });
      shops.push(shop);
      return shop;
    };
    const metas = async ({ aisle }: Shop) =>
      Promise.all((await aisle.generations.list()).map(({ id }) => aisle.generations.show(id)));

    describe('the log', () => {
      test('is one for all of them: builds mark in it, whoever builds, and a prune removes what all have in their base', async () => {
        const one = await open(SHOES);
        const two = await open();
        await one.aisle.ops.append([put('a')]);
        await publish(two.aisle, two.folder, [...SHOES, shoe(20)]);
        await two.aisle.ops.append([put('b')]);
        await publish(one.aisle, one.folder, SHOES.slice(1));
        await two.aisle.ops.append([put('c'), put('c')]);
        const marks = (await metas(two)).map(({ opsFrom = 0 }) => opsFrom);
        expect(marks).toEqual([...new Set(marks)].sort((a, b) => b - a));
        expect((await one.aisle.ops.read(marks[2] ?? 0, 10)).map(({ change }) => change.id)).toEqual([
          'a',
          'b',
          'c',
          'c',
        ]);
        await one.aisle.generations.prune({ keep: 0 });
        expect(await two.aisle.ops.count()).toBe(2);
        const kept = await (await open()).aisle.ops.read(marks[1] ?? 0, 10);
        expect(kept.map(({ change }) => change.id)).toEqual(['b', 'c']);
        await expect(two.aisle.ops.read(marks[2] ?? 0, 10)).rejects.toEqual(code('corrupt'));
        // Nothing of it lies in the state of a machine.
        for (const { aisle } of [one, two]) expect(await aisle.store.ops.last()).toBe(0);
      });

      test('a build that was left on one machine begins anew where another pruned the updates since its mark', async () => {
        const one = await open(SHOES);
        const two = await open();
        const file = join(one.folder, 'catalogue.ndjson');
        const stop = new AbortController();
        const left = two.aisle.reindex({
          file,
          publish: true,
          fresh: false,
          force: true,
          signal: stop.signal,
          onProgress: () => stop.abort(),
        });
        await expect(left).rejects.toEqual(code('unavailable', /was stopped/));
        await one.aisle.ops.append([put('a')]);
        for (const products of [SHOES.slice(1), SHOES.slice(2)])
          await publish(one.aisle, one.folder, products);
        await one.aisle.generations.prune({ keep: 0 });
        await publish(one.aisle, one.folder, SHOES);
        const before = await one.aisle.ops.last();
        const report = await two.aisle.reindex({ file, publish: true, fresh: false, force: true });
        expect((await two.aisle.generations.show(report.generation)).opsFrom).toBeGreaterThan(before);
      });

      test('the doctor reads it to its end, and says when it is gone', async () => {
        const { aisle } = await open(SHOES);
        await aisle.ops.append([put('a'), put('b')]);
        const finding = async () =>
          (await diagnose(aisle.config)).findings.find(({ part }) => part === 'live updates');
        expect(await finding()).toEqual({
          part: 'live updates',
          state: 'ok',
          found: `2 kept, the newest is number ${await aisle.ops.last()}`,
        });
        await fetch(`${server.address}/${prefix}-ops`, { method: 'DELETE' });
        expect(await finding()).toMatchObject({
          state: 'broken',
          found: expect.stringMatching(/no longer has/),
          remedy: expect.stringMatching(/restore/),
        });
      });
    });

    test('the doctor has nothing deleted for a log that cannot be read now', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const { aisle } = await open(SHOES, proxy.address);
        proxy.fail(/-ops\/_mget/, { kind: 'answer', status: 500, body: 'no' });
        const { findings } = await diagnose(aisle.config);
        expect(findings.find(({ part }) => part === 'live updates')).toMatchObject({
          state: 'broken',
          remedy: expect.stringMatching(/delete nothing/),
        });
      } finally {
        await proxy.close();
      }
    });

    const found = async (shop: Shop, query: string) =>
      (await shop.search({ query, pageSize: 100 })).hits.map(({ id }) => id);

    /** Asks until it holds: servers look at the log by themselves, four times a second, and need the processor for it. */
    const until = async (holds: () => Promise<boolean>) => {
      while (!(await holds())) await pause(25);
    };

    describe('a change at one server', () => {
      test('is seen by searches there at once, and by those of the others, which nobody told', async () => {
        const one = await open(SHOES);
        const two = await open();
        expect(await found(two, 'copper kettle')).not.toContain('kettle');
        const report = await one.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
        expect(report).toMatchObject({ accepted: 1, rejected: 0, visible: true });
        expect(await found(one, 'copper kettle')).toContain('kettle');
        await until(async () => (await found(two, 'copper kettle')).includes('kettle'));
        await one.aisle.updates.patch([{ id: 'p3', price: 1 }], SEEN);
        await one.aisle.updates.delete(['p5'], SEEN);
        await until(async () => (await two.aisle.product('p5')) === undefined);
        expect(await two.aisle.product('p3')).toEqual(shoe(3, { price: 1 }));
        expect((await two.search({ query: '', sort: 'price:asc', pageSize: 1 })).hits[0]?.id).toBe('p3');
        for (const shop of [one, two]) expect((await shop.search({ query: '' })).total.value).toBe(20);
        if (server.kind === 'os') return;
        await until(async () => {
          const { hits } = await two.search({ query: 'Copper kettle', legs: ['vector'] });
          return hits[0]?.id === 'kettle';
        });
      });

      test('is what the next one builds on, at whichever server it comes', async () => {
        const one = await open(SHOES);
        const two = await open();
        await found(two, 'shoe');
        await one.aisle.updates.put([{ id: 'new', title: 'New thing', price: 5, currency: 'EUR' }], SEEN);
        await until(async () => (await two.aisle.product('new')) !== undefined);
        const [patch, gone] = await Promise.all([
          two.aisle.updates.patch([{ id: 'new', brand: 'Zed' }]),
          two.aisle.updates.delete(['p1']),
        ]);
        expect([patch.accepted, gone.accepted]).toEqual([1, 1]);
        expect((await two.aisle.updates.patch([{ id: 'p1', price: 3 }])).rejected).toBe(1);
        await one.aisle.updates.patch([{ id: 'new', price: 6 }], SEEN);
        const expected = { id: 'new', title: 'New thing', price: 6, currency: 'EUR', brand: 'Zed' };
        expect(await one.aisle.product('new')).toEqual(expected);
        await until(async () => (await two.aisle.product('new'))?.price === 6);
        expect(await two.aisle.product('new')).toEqual(expected);
      });

      test('is known at one that could not apply its own before: what was deleted since is not there', async () => {
        const proxy = await startFaultProxy(server.address);
        try {
          const one = await open(SHOES, proxy.address);
          const two = await open();
          await found(two, 'shoe');
          const error = { type: 'x', reason: 'not now' };
          proxy.fail(/-live\/_bulk/, { kind: 'answer', status: 400, body: { error } });
          const report = await one.aisle.updates.put([{ id: 'new', title: 'New thing' }]);
          await expect(one.aisle.generations.reach(report.seq)).rejects.toEqual(code('unprocessable'));
          await two.aisle.updates.delete(['new'], SEEN);
          proxy.reset();
          await one.aisle.generations.reach(await one.aisle.ops.last());
          expect((await one.aisle.updates.patch([{ id: 'new', price: 1 }])).items).toMatchObject([
            { id: 'new', code: 'not_found' },
          ]);
        } finally {
          await proxy.close();
        }
      });

      test('changes at all of them at once end in the same products everywhere', async () => {
        const all = [await open(SHOES), await open(), await open()];
        const reports = await Promise.all(
          all.flatMap(({ aisle }, s) =>
            Array.from({ length: 8 }, (_, i) =>
              aisle.updates.put([
                { id: `own-${s}-${i}`, title: `Lantern ${s} ${i}` },
                { id: `all-${i % 3}`, title: `Lantern of ${s} for the ${i}th time` },
              ]),
            ),
          ),
        );
        const last = Math.max(...reports.map(({ seq }) => seq));
        const states = await Promise.all(
          all.map(async (shop) => {
            await shop.aisle.generations.reach(last);
            const { hits, total } = await shop.search({ query: 'lantern', pageSize: 100, legs: ['lexical'] });
            return [total.value, hits.map(({ id, product }) => `${id} ${product.title}`).sort()];
          }),
        );
        for (const state of states) expect(state).toEqual(states[0]);
        expect(states[0]?.[0]).toBe(27);
      });
    });

    describe('over generations', () => {
      test('a change made at another server while a build runs is kept on top of its file', async () => {
        const one = await open(SHOES);
        const two = await open();
        await found(two, 'shoe');
        await one.aisle.updates.put(
          [shoe(1, { title: 'Before the job' }), { id: 'gone', title: 'Gone' }],
          SEEN,
        );
        let made: Promise<unknown> | undefined;
        const file = join(one.folder, 'next.ndjson');
        await writeFile(file, SHOES.map((product) => JSON.stringify({ ...product, price: 50 })).join('\n'));
        const onProgress = () => {
          made ??= two.aisle.updates
            .patch([{ id: 'p2', price: 1 }])
            .then(() => two.aisle.updates.delete(['p3']));
        };
        const report = await one.aisle.reindex({
          file,
          publish: true,
          fresh: false,
          force: true,
          onProgress,
        });
        await made;
        for (const shop of [one, two]) {
          const { aisle } = shop;
          await until(async () => (await shop.search({ query: '' })).generation === report.generation);
          await aisle.updates.delete([], SEEN);
          expect(await aisle.product('p1')).toEqual(shoe(1, { price: 50 }));
          expect(await aisle.product('gone')).toBeUndefined();
          expect(await aisle.product('p2')).toEqual(shoe(2, { price: 1 }));
          expect(await aisle.product('p3')).toBeUndefined();
        }
      });

      test('a rollback replays what came since, from whichever server, folded or not', async () => {
        const one = await open(SHOES);
        const two = await open();
        const [first] = await one.aisle.generations.list();
        await one.aisle.updates.put([{ id: 'early', title: 'Early bird' }], SEEN);
        await publish(two.aisle, two.folder, [...SHOES, shoe(20)]);
        await until(async () => (await one.aisle.product('early')) === undefined);
        for (const price of [5, 6, 7]) await two.aisle.updates.patch([{ id: 'p2', price }], SEEN);
        await one.aisle.updates.delete(['p3'], SEEN);
        expect(await two.aisle.ops.compact()).toBe(2);
        expect(await two.aisle.generations.rollback()).toBe(first?.id);
        for (const shop of [one, two]) {
          const { aisle } = shop;
          await until(async () => (await shop.search({ query: '' })).generation === first?.id);
          expect((await aisle.product('early'))?.title).toBe('Early bird');
          expect(await aisle.product('p2')).toMatchObject({ price: 7 });
          expect([await aisle.product('p3'), await aisle.product('p20')]).toEqual([undefined, undefined]);
        }
      });
    });

    test('what was published while the disk was full is opened once there is room for what it still lacks', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const shop = await open(SHOES, proxy.address);
        const reason = 'index blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]';
        const body = { error: { type: 'cluster_block_exception', reason }, status: 429 };
        const hold = proxy.hold(/-write\/_bulk/);
        const file = join(shop.folder, 'catalogue.ndjson');
        const building = shop.aisle.reindex({ file, publish: true, fresh: true, force: true });
        await hold.arrived;
        await shop.aisle.updates.patch([{ id: 'p2', price: 1 }], SEEN);
        proxy.fail(/-live\/_bulk/, { kind: 'answer', status: 429, body });
        hold.release();
        const report = await building;
        expect((await shop.search({ query: '' })).generation).not.toBe(report.generation);
        proxy.reset();
        await until(async () => (await shop.search({ query: '' })).generation === report.generation);
        expect(await shop.aisle.product('p2')).toMatchObject({ price: 1 });
      } finally {
        await proxy.close();
      }
    });

    test('where the cluster is away an update is refused by its name, and is no product afterwards', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const { aisle } = await open(SHOES, proxy.address);
        await aisle.updates.put([{ id: 'before', title: 'Before' }], SEEN);
        proxy.fail(/_create/, { kind: 'answer', status: 503, body: 'no' });
        proxy.fail(/-ops\/_mget/, { kind: 'drop' });
        await expect(aisle.updates.put([{ id: 'lost', title: 'Lost' }])).rejects.toEqual(code('unavailable'));
        const { aisle: other } = await open();
        expect((await other.updates.patch([{ id: 'lost', price: 1 }])).items).toMatchObject([
          { code: 'not_found' },
        ]);
        expect(await other.product('before')).toMatchObject({ title: 'Before' });
      } finally {
        await proxy.close();
      }
    });
  },
  ['es', 'os'],
);
