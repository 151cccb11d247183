import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startFaultProxy } from './fixtures/fault-proxy.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { found, sharingShops, until } from './fixtures/sharing-shops.js';
import { publish } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

describeOnServers(
  'generations and live updates of servers that share a cluster',
  (server) => {
    const { open } = sharingShops(server);

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

    test('what was published while the disk was full is opened once there is room for what it still lacks', async () => {
      const proxy = await startFaultProxy(server.address);
      try {
        const shop = await open(SHOES, proxy.address);
        const reason = 'index blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]';
        const body = { error: { type: 'cluster_block_exception', reason }, status: 429 };
        const hold = proxy.hold(/-products-.*-write\/_bulk/);
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
  },
  ['es', 'os'],
);
