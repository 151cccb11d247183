import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Registry } from '../../indexer/index.js';
import { addGeneration, idOf, metaOf, registrySuite, type RegistryFixture } from '../fixtures/registry.js';

const CHILD = join(import.meta.dirname, 'registry-holder.child.js');

/** One job at a time works on an installation; run over each implementation. */
export function registryLockContract(name: string, make: () => Promise<RegistryFixture>): void {
  describe(`the lock of a registry: ${name}`, () => {
    const suite = registrySuite(make);
    const { add } = suite;
    let fixture: RegistryFixture;
    let registry: Registry;
    beforeEach(() => {
      ({ fixture, registry } = suite);
    });

    test('a job may set and end a canary under its lock', async () => {
      for (const n of [1, 2]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      const lock = await registry.lock();
      await registry.setCanary({ generation: idOf(2), share: 0.1 }, lock);
      await registry.setCanary(undefined, lock);
      await lock.release();
    });

    test('one job at a time: the second hears of it, and gets the lock when the first is done', async () => {
      const other = await fixture.open();
      const lock = await registry.lock();
      await lock.check();
      await expect(registry.lock()).rejects.toMatchObject({ code: 'conflict' });
      await expect(other.lock()).rejects.toMatchObject({ code: 'conflict' });
      await lock.check();
      await lock.release();
      const next = await other.lock();
      expect(next.owner).not.toBe(lock.owner);
      await next.check();
      await next.release();
      await next.release();
      await (await registry.lock()).release();
    });

    test('of several that want the lock at once exactly one gets it', async () => {
      const all = await Promise.all(Array.from({ length: 6 }, () => fixture.open()));
      const ends = await Promise.allSettled(all.map((one) => one.lock()));
      const got = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      expect(got).toHaveLength(1);
      for (const end of ends) {
        if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'conflict' });
      }
      await got[0]!.check();
      await got[0]!.release();
    });

    test('a job works under its lock, and others may publish meanwhile', async () => {
      const other = await fixture.open();
      await add(idOf(1));
      const lock = await registry.lock();
      await addGeneration(registry, fixture.dataDir, metaOf(idOf(2)), lock);
      await other.switchTo(idOf(1));
      await registry.switchTo(idOf(2), lock);
      await lock.release();
      expect(await other.manifest()).toEqual({ generation: idOf(2), previous: idOf(1), appliedSeq: 0 });
    });

    test('the lock of a killed process comes free by itself', async () => {
      const child = spawn(process.execPath, [CHILD, ...fixture.child], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
        expect(line).toBe('locked');
      } finally {
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      }
      const lock = await registry.lock();
      await lock.check();
      await addGeneration(registry, fixture.dataDir, metaOf(idOf(1)), lock);
      await registry.switchTo(idOf(1), lock);
      await lock.release();
      expect(await registry.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
    });
  });
}
