import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { AisleError, fsyncPath, writeFileAtomic } from '../base/index.js';
import { isGenerationId } from './build.js';
import { canarySchema } from './canary.js';
import { readJsonFile } from './json-file.js';
import { INSIDE, type Layout } from './layout.js';
import { takeLock } from './lock.js';
import { metaSchema, type GenerationMeta } from './meta.js';
import { described, expectUnserved, switched, withCanary, type Manifest, type Registry } from './registry.js';

/** Held for a moment alone: who comes then tries again. */
const TAKEN =
  'another process changed what is served, or removed a generation, at the same moment: run the command again';

const PUBLISH_ANEW =
  ': move it away, then publish one of those that `aisle generations list` names (`aisle generations publish ID`)';

const manifestSchema = z.object({
  format: z.literal(1),
  generation: z.string(),
  previous: z.string().optional(),
  appliedSeq: z.int().min(0),
  canary: canarySchema.optional(),
});

/** The registry of an installation on one machine: a manifest file, and a meta file in each generation's folder. */
export function createFileRegistry(layout: Layout): Registry {
  const manifest = async (): Promise<Manifest | undefined> => {
    const found = await readJsonFile(layout.manifest, manifestSchema, PUBLISH_ANEW);
    if (found === undefined) return undefined;
    const { generation, previous, appliedSeq, canary } = found;
    return {
      generation,
      appliedSeq,
      ...(previous === undefined ? {} : { previous }),
      ...(canary === undefined ? {} : { canary }),
    };
  };
  const ids = async () => (await names(layout.generations)).sort().reverse();
  const generation = async (id: string): Promise<GenerationMeta | undefined> =>
    // An id is a folder's name, never a path.
    (await ids()).includes(id) ? readMeta(join(layout.generations, id)) : undefined;
  /** What is read must still hold when it is written: else one of two changes would be lost. */
  const alone = async (work: () => Promise<void>): Promise<void> => {
    const release = takeLock(layout.manifestLock, TAKEN);
    try {
      await work();
    } finally {
      release();
    }
  };
  const change = (
    needed: string | undefined,
    step: (before: Manifest | undefined) => Manifest | undefined,
  ): Promise<void> =>
    alone(async () => {
      // A folder without a description is what is left of a removal: it must not be served.
      if (needed !== undefined && (await generation(needed)) === undefined) {
        throw new AisleError('not_found', `there is no generation ${JSON.stringify(needed)}`);
      }
      const next = step(await manifest());
      if (next === undefined) return;
      await writeFileAtomic(layout.manifest, `${JSON.stringify({ format: 1, ...next }, undefined, 2)}\n`);
    });
  const remove = async (id: string): Promise<void> => {
    if (!(await ids()).includes(id)) return;
    await mkdir(layout.builds, { recursive: true });
    // Never the key of a build; a prune sweeps it where we do not come to.
    const away = join(layout.builds, `removed-${id}-${randomUUID()}`);
    // One rename, so that whoever names a generation meanwhile finds it whole or not at all.
    await alone(async () => {
      if (!(await ids()).includes(id)) return;
      expectUnserved(await manifest(), id);
      await rename(join(layout.generations, id), away);
    });
    // Else it might be back after a power cut, with half of its files.
    for (const folder of [layout.builds, layout.generations]) await fsyncPath(folder);
    await rm(away, { recursive: true, force: true });
  };
  return {
    manifest,
    generation,
    stamp: async () => {
      try {
        const { mtimeMs, ino } = await stat(layout.manifest);
        return `${mtimeMs} ${ino}`;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw error;
      }
    },
    switchTo: (id) => change(id, (before) => switched(before, id)),
    setCanary: (canary) => change(canary?.generation, (before) => withCanary(before, canary)),
    ids,
    generations: async () => {
      const metas = await Promise.all((await ids()).map((id) => described({ generation }, id)));
      return metas.filter((meta) => meta !== undefined);
    },
    add: async (meta, buildFolder) => {
      // The folder becomes the generation's, whole: the meta file is in it before it gets its name.
      await writeFileAtomic(join(buildFolder, INSIDE.meta), `${JSON.stringify(meta, undefined, 2)}\n`);
      await rename(buildFolder, join(layout.generations, meta.id));
      await fsyncPath(layout.generations);
    },
    remove,
    sweep: async () => {
      for (const id of await ids()) {
        // Whatever else somebody keeps there is not ours, and what is damaged a person may still want to look at.
        if (isGenerationId(id) && (await isLeftOver(join(layout.generations, id)))) await remove(id);
      }
    },
    lock: async () => {
      const release = takeLock(layout.lock, 'another reindex or prune is running on this installation');
      // The system holds it for the process, however long that stands still: it is never lost.
      return { owner: randomUUID(), check: async () => undefined, release: async () => release() };
    },
  };
}

function readMeta(folder: string): Promise<GenerationMeta | undefined> {
  return readJsonFile(join(folder, INSIDE.meta), metaSchema);
}

/** Of a removal: without a description. */
async function isLeftOver(folder: string): Promise<boolean> {
  return !(await names(folder)).includes(INSIDE.meta);
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
