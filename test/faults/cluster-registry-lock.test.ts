import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AisleError, CallOptions } from '../../base/index.js';
import type { Cluster, ClusterCall } from '../../engines/cluster/index.js';
import type { Lock, Registry } from '../../indexer/index.js';
import { buildFolder, idOf, metaOf } from '../fixtures/registry.js';
import { code } from '../fixtures/error-code.js';
import { installationSuite } from '../fixtures/installation-suite.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import type { SharedInstallation } from '../fixtures/shared-installation.js';

describeOnServers('faults around the lock of a shared registry', (server) => {
  const suite = installationSuite(server);
  const { add } = suite;
  let cluster: Cluster;
  let shared: SharedInstallation;
  let registry: Registry;
  beforeEach(() => {
    ({ cluster, shared, registry } = suite);
  });

  describe('a job that stood still', () => {
    test('cannot change anything once another took its lock, however long it believes in it', async () => {
      const asleep = shared.time.process();
      const paused = await shared.open({ timer: asleep });
      for (const n of [1, 2]) await add(n);
      await registry.switchTo(idOf(1));
      const lock = await paused.lock();
      asleep.standsStill = true;
      const takeover = await registry.lock();
      asleep.standsStill = false;
      const build = await buildFolder(shared.dataDir, idOf(3));
      await expect(lock.check()).rejects.toEqual(code('conflict', /lost the lock/));
      await expect(paused.switchTo(idOf(2), lock)).rejects.toEqual(code('conflict', /lost the lock/));
      const canary = { generation: idOf(2), share: 0.1 };
      await expect(paused.setCanary(canary, lock)).rejects.toEqual(code('conflict', /lost the lock/));
      await expect(paused.add(metaOf(idOf(3)), build, lock)).rejects.toEqual(code('conflict'));
      await expect(paused.remove(idOf(2), lock)).rejects.toEqual(code('conflict'));
      expect(await registry.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
      expect(await registry.ids()).toEqual([2, 1].map(idOf));
      // Neither a late renewal nor letting go touches the lock of the other.
      await shared.time.pass(60_000);
      await lock.release();
      await takeover.check();
      await registry.switchTo(idOf(2), takeover);
      await takeover.release();
      await expect(paused.switchTo(idOf(1), lock)).rejects.toEqual(code('conflict', /it is free now/));
    });

    test('a switch already under way when the lock is taken over is not made', async () => {
      const asleep = shared.time.process();
      let takeover: Promise<unknown> | undefined;
      const slow: Cluster = {
        ...cluster,
        request: async (call, options) => {
          if (call.method === 'PUT' && asleep.standsStill) {
            takeover ??= registry.lock();
            await takeover;
          }
          return cluster.request(call, options);
        },
      };
      const paused = await shared.open({ timer: asleep, cluster: slow });
      await add(1);
      const lock = await paused.lock();
      asleep.standsStill = true;
      await expect(paused.switchTo(idOf(1), lock)).rejects.toEqual(code('conflict', /lost the lock/));
      expect(takeover).toBeDefined();
      expect(await registry.manifest()).toBeUndefined();
    });

    test('keeps the lock when its sign of life comes while the other is taking it', async () => {
      const asleep = shared.time.process();
      const holder = await shared.open({ timer: asleep });
      const lock = await holder.lock();
      asleep.standsStill = true;
      const taker = await shared.open({
        cluster: {
          ...cluster,
          request: async (call, options) => {
            const first = call.method === 'PUT' && asleep.standsStill;
            asleep.standsStill &&= !first;
            // Everything that its timers should have done meanwhile is done now.
            if (first) await shared.time.pass(0);
            return cluster.request(call, options);
          },
        },
      });
      await expect(taker.lock()).rejects.toEqual(code('conflict', /another reindex or prune/));
      expect(shared.time.now).toBeGreaterThanOrEqual(30_000);
      await lock.check();
    });
  });

  describe('the lock', () => {
    test.each(['is lost', 'is free'])(
      'is not given to a job that hears of it after a whole lease, when it %s meanwhile',
      async (meanwhile) => {
        let takeover: Lock | undefined;
        const slow = await shared.open({
          cluster: {
            ...cluster,
            request: async <T>(call: ClusterCall, options?: CallOptions): Promise<T> => {
              const answer = await cluster.request<T>(call, options);
              if (
                takeover === undefined &&
                call.path.endsWith('/_doc/installation') &&
                call.method === 'PUT'
              ) {
                takeover = await registry.lock();
                if (meanwhile === 'is free') await takeover.release();
              }
              return answer;
            },
          },
        });
        const ends = await slow.lock().then(
          (lock) => lock.check().then(() => 'held'),
          (error: unknown) => (error as AisleError).code,
        );
        expect(takeover).toBeDefined();
        expect(shared.time.now).toBeGreaterThanOrEqual(30_000);
        expect(ends).toBe(meanwhile === 'is free' ? 'held' : 'conflict');
        if (meanwhile === 'is lost') await takeover!.check();
      },
    );

    test('says who holds it since when', async () => {
      const lock = await registry.lock();
      const other = await shared.open();
      await expect(other.lock()).rejects.toEqual(
        code('conflict', new RegExp(`process ${process.pid}, since 20\\d\\d-\\d\\d-\\d\\dT`)),
      );
      await lock.release();
    });

    test('is not waited for when the job is told to stop', async () => {
      const asleep = shared.time.process();
      await (await shared.open({ timer: asleep })).lock();
      asleep.standsStill = true;
      const stop = AbortSignal.abort();
      await expect(registry.lock({ signal: stop })).rejects.toThrow();
      expect(shared.time.now).toBe(0);
    });
  });
});
