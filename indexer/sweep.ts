import { rm } from 'node:fs/promises';
import { AisleError } from '../base/index.js';
import type { OpLog } from '../engines/state/index.js';
import type { Engines } from './engines.js';
import type { Layout } from './layout.js';
import type { GenerationMeta } from './meta.js';
import { placeOf } from './open-generation.js';
import type { Lock, Registry } from './registry.js';

export interface SweepParts {
  readonly layout: Layout;
  readonly engines: Engines;
  readonly registry: Registry;
  /** Live updates that a prune removes with the generations that would replay them. */
  readonly ops?: OpLog;
}

/**
 * Removes all generations but the live one, the one before it, the canary and the `keep` newest others, and what
 * abandoned builds left; answers what went. Throws `conflict`, and `corrupt` before anything is removed.
 */
export async function prune(parts: SweepParts, { keep }: { readonly keep: number }): Promise<string[]> {
  const { layout, engines, registry } = parts;
  return withLock(registry, async (lock) => {
    const { needed, metas } = await describedGenerations(registry);
    const others = metas.filter(({ id }) => !needed.includes(id)).slice(keep);
    for (const meta of others) await removeGeneration(parts, meta, lock);
    await registry.sweep(lock);
    // No build runs while the lock is held: what lies about was abandoned.
    await rm(layout.builds, { recursive: true, force: true });
    const kept = metas.filter((meta) => !others.includes(meta));
    // Whatever the registry names stays, whether it can say more of it or not.
    const named = await registry.ids();
    for (const name of await engines.products.list()) {
      if (named.includes(name)) continue;
      await lock.check();
      await engines.products.remove(placeOf(layout, name));
    }
    for (const address of await engines.vectors.list()) {
      if (kept.some(({ vectors }) => vectors === address)) continue;
      await lock.check();
      await engines.vectors.remove(address);
    }
    await pruneOps(parts.ops, kept);
    return others.map(({ id }) => id);
  });
}

/** No build is under way: ops from before the oldest kept generation are part of all of them. */
async function pruneOps(ops: OpLog | undefined, kept: readonly GenerationMeta[]): Promise<void> {
  if (ops === undefined || kept.length === 0) return;
  await ops.prune(Math.min(...kept.map(({ opsFrom = 0 }) => opsFrom)));
  await ops.compact();
}

/** Removes one generation, and its vectors when no other has the same. Throws `not_found`, `conflict`, `corrupt`. */
export async function drop(parts: SweepParts, id: string): Promise<void> {
  const { engines, registry } = parts;
  await withLock(registry, async (lock) => {
    const { metas, previous } = await describedGenerations(registry);
    const meta = metas.find((each) => each.id === id);
    if (meta === undefined && !(await registry.ids()).includes(id))
      throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    if (previous === id) {
      throw new AisleError(
        'conflict',
        `generation ${id} was live before: it is what a rollback goes back to`,
      );
    }
    await removeGeneration(parts, { id }, lock);
    // Those of one that cannot be described are swept by a prune.
    const vectors = meta?.vectors;
    if (vectors === undefined || metas.some((each) => each !== meta && each.vectors === vectors)) return;
    await lock.check();
    await engines.vectors.remove(vectors);
  });
}

/**
 * All generations that the registry can describe. Throws `corrupt` when one that is needed is not among them: what it is
 * made of is not known then, and must not be taken for what nobody uses.
 */
async function describedGenerations(registry: Registry): Promise<{
  readonly metas: readonly GenerationMeta[];
  /** The live one, the one before it and the canary. */
  readonly needed: readonly string[];
  readonly previous: string | undefined;
}> {
  const manifest = await registry.manifest();
  const metas = await registry.generations();
  const previous = manifest?.previous;
  const needed = [manifest?.generation, previous, manifest?.canary?.generation].filter(
    (id) => id !== undefined,
  );
  for (const id of needed) {
    if (metas.some((meta) => meta.id === id)) continue;
    const message = `generation ${id} is live, the canary or the way back, and the registry has no description of it: expected one; nothing is removed`;
    throw new AisleError('corrupt', message);
  }
  return { metas, needed, previous };
}

async function removeGeneration(
  { layout, engines, registry }: SweepParts,
  { id }: Pick<GenerationMeta, 'id'>,
  lock: Lock,
): Promise<void> {
  // First what makes it a generation: from then on nobody can publish it, and what is left of it is swept by a prune.
  await registry.remove(id, lock);
  await engines.products.remove(placeOf(layout, id));
}

async function withLock<T>(registry: Registry, work: (lock: Lock) => Promise<T>): Promise<T> {
  const lock = await registry.lock();
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
}
