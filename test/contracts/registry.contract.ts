import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { layoutOf, type Registry } from '../../indexer/index.js';
import { addGeneration, idOf, metaOf, registrySuite, type RegistryFixture } from '../fixtures/registry.js';

/** What every registry of generations keeps; run over each implementation. */
export function registryContract(name: string, make: () => Promise<RegistryFixture>): void {
  describe(`registry: ${name}`, () => {
    const suite = registrySuite(make);
    const { add } = suite;
    let fixture: RegistryFixture;
    let registry: Registry;
    beforeEach(() => {
      ({ fixture, registry } = suite);
    });

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
  });
}
