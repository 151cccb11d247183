import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layoutOf, type Registry } from '../../indexer/index.js';
import { addGeneration, idOf, metaOf, registrySuite, type RegistryFixture } from '../fixtures/registry.js';

/** Of those that change a registry at the same moment one does, and the others hear of it; run over each implementation. */
export function registryRacesContract(name: string, make: () => Promise<RegistryFixture>): void {
  describe(`races for a registry: ${name}`, () => {
    const suite = registrySuite(make);
    const { add } = suite;
    let fixture: RegistryFixture;
    let registry: Registry;
    beforeEach(() => {
      ({ fixture, registry } = suite);
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
  });
}
