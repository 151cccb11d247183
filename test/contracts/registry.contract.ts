import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layoutOf, type GenerationMeta, type Lock, type Registry } from '../../indexer/index.js';

export interface RegistryFixture {
  /** Folder of the installation on this machine. */
  readonly dataDir: string;
  /** The registry as one more process of the installation opens it. */
  open(): Promise<Registry>;
  /** So many processes whose switches all look before any of them writes. */
  racing(count: number): Promise<Registry[]>;
  /** How `registry-holder.child.ts` opens it. */
  readonly child: readonly string[];
  dispose(): Promise<void>;
}

const CHILD = join(import.meta.dirname, 'registry-holder.child.js');

export function metaOf(id: string, changes: Partial<GenerationMeta> = {}): GenerationMeta {
  return {
    format: 1,
    id,
    builtAt: '2026-11-26T07:00:00.000Z',
    size: 7,
    rows: 9,
    rejected: 2,
    repaired: 1,
    source: 'a'.repeat(64),
    template: 'title',
    checksums: { products: 'p' },
    findings: [],
    ...changes,
  };
}

export const idOf = (n: number) => `20261126-${String(n).padStart(9, '0')}`;

/** A build's folder with a report in it. */
export async function buildFolder(dataDir: string, id: string): Promise<string> {
  const { builds, generations } = layoutOf(dataDir);
  await mkdir(generations, { recursive: true });
  const folder = join(builds, id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'report.ndjson'), `{"of":"${id}"}\n`);
  return folder;
}

export async function addGeneration(
  registry: Registry,
  dataDir: string,
  meta: GenerationMeta,
  lock?: Lock,
): Promise<void> {
  await registry.add(meta, await buildFolder(dataDir, meta.id), lock);
}

/** What every registry of generations keeps; run over each implementation. */
export function registryContract(name: string, make: () => Promise<RegistryFixture>): void {
  describe(`registry: ${name}`, () => {
    let fixture: RegistryFixture;
    let registry: Registry;
    beforeEach(async () => {
      fixture = await make();
      registry = await fixture.open();
    });
    afterEach(() => fixture.dispose());
    const add = (id: string, changes: Partial<GenerationMeta> = {}) =>
      addGeneration(registry, fixture.dataDir, metaOf(id, changes));

    test('is empty at first, and says so without an error', async () => {
      expect(await registry.manifest()).toBeUndefined();
      expect(await registry.stamp()).toBe('');
      expect(await registry.ids()).toEqual([]);
      expect(await registry.generations()).toEqual([]);
      expect(await registry.generation(idOf(1))).toBeUndefined();
      await registry.remove(idOf(1));
      await expect(registry.switchTo(idOf(1))).rejects.toMatchObject({ code: 'not_found' });
      expect(await registry.manifest()).toBeUndefined();
    });

    test('a generation comes back as it was added, to every process, and its folder is at its place', async () => {
      const full = metaOf(idOf(1), {
        embedder: 'model|mean',
        vectors: 'v'.repeat(16),
        checksums: { products: 'p', vectors: 'v' },
        findings: ['Ünï 中文 "quoted" 😀'],
      });
      const other = await fixture.open();
      await addGeneration(registry, fixture.dataDir, full);
      for (const one of [registry, other, await fixture.open()]) {
        expect(await one.generation(full.id)).toEqual(full);
        expect(await one.generations()).toEqual([full]);
        expect(await one.manifest()).toBeUndefined();
        expect(await one.stamp()).toBe('');
      }
      const report = join(layoutOf(fixture.dataDir).generations, full.id, 'report.ndjson');
      expect(await readFile(report, 'utf8')).toBe(`{"of":"${full.id}"}\n`);
    });

    test('the newest stand first, in whatever order they came', async () => {
      for (const n of [2, 11, 1, 3]) await add(idOf(n));
      const newestFirst = [11, 3, 2, 1].map(idOf);
      expect(await registry.ids()).toEqual(newestFirst);
      expect((await (await fixture.open()).generations()).map(({ id }) => id)).toEqual(newestFirst);
    });

    test('an id is a name, never a path or a pattern', async () => {
      await add(idOf(1));
      for (const id of ['', '.', '..', `../generations/${idOf(1)}`, '*', '_all', `${idOf(1)}/meta.json`]) {
        expect(await registry.generation(id)).toBeUndefined();
        await expect(registry.switchTo(id)).rejects.toMatchObject({ code: 'not_found' });
        await registry.remove(id);
      }
      expect(await registry.ids()).toEqual([idOf(1)]);
    });

    test('a switch is seen by every process, and keeps the way back', async () => {
      const other = await fixture.open();
      for (const n of [1, 2, 3]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      expect(await other.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
      await other.switchTo(idOf(2));
      const second = { generation: idOf(2), previous: idOf(1), appliedSeq: 0 };
      expect(await registry.manifest()).toEqual(second);
      await registry.switchTo(idOf(2));
      expect(await (await fixture.open()).manifest()).toEqual(second);
    });

    test('the stamp changes with each switch, and with nothing else', async () => {
      const other = await fixture.open();
      for (const n of [1, 2, 3]) await add(idOf(n));
      const stamps = new Set([await other.stamp()]);
      for (const n of [1, 2, 1, 1]) {
        await registry.switchTo(idOf(n));
        stamps.add(await other.stamp());
      }
      expect(stamps.size).toBe(5);
      const before = await other.stamp();
      expect(await registry.stamp()).toBe(before);
      const lock = await registry.lock();
      await addGeneration(registry, fixture.dataDir, metaOf(idOf(4)), lock);
      await registry.remove(idOf(3), lock);
      await lock.release();
      expect(await other.stamp()).toBe(before);
    });

    test('what was removed is gone for everybody; the live one cannot be', async () => {
      const other = await fixture.open();
      for (const n of [1, 2]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      await registry.remove(idOf(2));
      await registry.remove(idOf(2));
      expect(await other.generation(idOf(2))).toBeUndefined();
      expect(await other.ids()).toEqual([idOf(1)]);
      await expect(other.switchTo(idOf(2))).rejects.toMatchObject({ code: 'not_found' });
      await expect(other.remove(idOf(1))).rejects.toMatchObject({ code: 'conflict' });
      expect(await registry.generations()).toEqual([metaOf(idOf(1))]);
      expect(await registry.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
    });

    test('a canary is seen by every process, changes the stamp, and ends with a switch or by itself', async () => {
      const other = await fixture.open();
      for (const n of [1, 2, 3]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      const live = { generation: idOf(1), appliedSeq: 0 };
      const stamps = [await other.stamp()];
      const served = async () => {
        stamps.push(await other.stamp());
        return (await fixture.open()).manifest();
      };
      await registry.setCanary({ generation: idOf(2), share: 0.1 });
      expect(await served()).toEqual({ ...live, canary: { generation: idOf(2), share: 0.1 } });
      await other.setCanary({ generation: idOf(2), share: 0 });
      expect(await served()).toEqual({ ...live, canary: { generation: idOf(2), share: 0 } });
      await registry.setCanary({ generation: idOf(3), share: 1 });
      expect(await served()).toEqual({ ...live, canary: { generation: idOf(3), share: 1 } });
      await other.setCanary(undefined);
      expect(await served()).toEqual(live);
      await registry.setCanary({ generation: idOf(2), share: 0.5 });
      await other.switchTo(idOf(2));
      expect(await served()).toEqual({ generation: idOf(2), previous: idOf(1), appliedSeq: 0 });
      await registry.setCanary({ generation: idOf(1), share: 0.5 });
      await other.switchTo(idOf(3));
      expect(await served()).toEqual({ generation: idOf(3), previous: idOf(2), appliedSeq: 0 });
      expect(new Set(stamps).size).toBe(stamps.length);
    });

    test('a canary must be there, beside a live one, and is removed by nobody', async () => {
      await registry.setCanary(undefined);
      expect(await registry.stamp()).toBe('');
      for (const n of [1, 2]) await add(idOf(n));
      const canary = { generation: idOf(2), share: 0.1 };
      await expect(registry.setCanary(canary)).rejects.toMatchObject({ code: 'conflict' });
      await registry.switchTo(idOf(1));
      const wrong = [
        [idOf(1), 'conflict'],
        [idOf(3), 'not_found'],
        [`../generations/${idOf(2)}`, 'not_found'],
      ] as const;
      for (const [generation, code] of wrong) {
        await expect(registry.setCanary({ generation, share: 0.1 })).rejects.toMatchObject({ code });
      }
      expect(await registry.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
      await registry.setCanary(canary);
      await expect(registry.remove(idOf(2))).rejects.toMatchObject({ code: 'conflict' });
      expect(await registry.ids()).toEqual([idOf(2), idOf(1)]);
      await registry.setCanary(undefined);
      await registry.remove(idOf(2));
      expect(await registry.ids()).toEqual([idOf(1)]);
    });

    test('of several that switch or set a canary at the same moment exactly one does', async () => {
      for (const n of [1, 2, 3]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      const racers = await fixture.racing(4);
      const ends = await Promise.allSettled(
        racers.map((racer, n) =>
          n % 2 === 0 ? racer.switchTo(idOf(2)) : racer.setCanary({ generation: idOf(3), share: n / 10 }),
        ),
      );
      const won = [...ends.keys()].filter((n) => ends[n]?.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const end of ends) {
        if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'conflict' });
      }
      const winner = won[0]!;
      expect(await registry.manifest()).toEqual(
        winner % 2 === 0
          ? { generation: idOf(2), previous: idOf(1), appliedSeq: 0 }
          : { generation: idOf(1), appliedSeq: 0, canary: { generation: idOf(3), share: winner / 10 } },
      );
    });

    test('of a removal and a change that names its generation exactly one is made', async () => {
      await add(idOf(1));
      await registry.switchTo(idOf(1));
      const other = await fixture.open();
      for (let round = 0; round < 12; round++) {
        const id = idOf(10 + round);
        await add(id);
        const naming = async () => {
          // A little later each time: at another step of the removal.
          for (let turn = 0; turn < round >> 1; turn++) await new Promise(setImmediate);
          await (round % 2 === 0 ? other.switchTo(id) : other.setCanary({ generation: id, share: 0.1 }));
        };
        const [removed, named] = await Promise.allSettled([registry.remove(id), naming()]);
        expect([removed.status, named.status].sort()).toEqual(['fulfilled', 'rejected']);
        const manifest = await registry.manifest();
        const served = [manifest?.generation, manifest?.canary?.generation].includes(id);
        expect(served).toBe(named.status === 'fulfilled');
        expect(await registry.generation(id)).toEqual(served ? metaOf(id) : undefined);
        const report = join(layoutOf(fixture.dataDir).generations, id, 'report.ndjson');
        expect(await readFile(report, 'utf8').catch(() => undefined)).toBe(
          served ? `{"of":"${id}"}\n` : undefined,
        );
      }
    });

    test('a job may set and end a canary under its lock', async () => {
      for (const n of [1, 2]) await add(idOf(n));
      await registry.switchTo(idOf(1));
      const lock = await registry.lock();
      await registry.setCanary({ generation: idOf(2), share: 0.1 }, lock);
      await registry.setCanary(undefined, lock);
      await lock.release();
    });

    test('of several that switch at the same moment exactly one does, the others hear of it', async () => {
      const round = fc.integer({ min: 2, max: 5 });
      await fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), async (rounds) => {
          const lone = await make();
          try {
            const watcher = await lone.open();
            for (let n = 0; n < 5; n++) await addGeneration(watcher, lone.dataDir, metaOf(idOf(n)));
            for (const count of rounds) {
              const before = await watcher.manifest();
              const racers = await lone.racing(count);
              const ends = await Promise.allSettled(racers.map((racer, n) => racer.switchTo(idOf(n))));
              const won = [...ends.keys()].filter((n) => ends[n]?.status === 'fulfilled');
              expect(won).toHaveLength(1);
              for (const end of ends) {
                if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'conflict' });
              }
              const winner = idOf(won[0]!);
              const previous = before?.generation === winner ? before.previous : before?.generation;
              expect(await watcher.manifest()).toEqual({
                generation: winner,
                appliedSeq: 0,
                ...(previous === undefined ? {} : { previous }),
              });
            }
          } finally {
            await lone.dispose();
          }
        }),
        { numRuns: 6 },
      );
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
