import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnose } from '../app/index.js';
import { code } from './fixtures/error-code.js';
import { startFaultProxy } from './fixtures/fault-proxy.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { sharingShops } from './fixtures/sharing-shops.js';
import { publish, type Shop } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const put = (id: string) => ({ time: 1, change: { kind: 'put', id, product: { id, title: id } } }) as const;

describeOnServers(
  'the log of live updates of servers that share a cluster',
  (server) => {
    const suite = sharingShops(server);
    const { open } = suite;

    const metas = async ({ aisle }: Shop) =>
      Promise.all((await aisle.generations.list()).map(({ id }) => aisle.generations.show(id)));

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
      for (const products of [SHOES.slice(1), SHOES.slice(2)]) await publish(one.aisle, one.folder, products);
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
      await fetch(`${server.address}/${suite.prefix}-ops`, { method: 'DELETE' });
      expect(await finding()).toMatchObject({
        state: 'broken',
        found: expect.stringMatching(/no longer has/),
        remedy: expect.stringMatching(/restore/),
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
  },
  ['es', 'os'],
);
