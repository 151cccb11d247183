import { rm } from 'node:fs/promises';
import { AisleError } from '../base/index.js';
import type { Engines } from './engines.js';
import type { Layout } from './layout.js';
import type { GenerationMeta } from './meta.js';
import { placeOf } from './open-generation.js';
import type { Lock, Registry } from './registry.js';

export interface SweepParts {
  readonly layout: Layout;
  readonly engines: Engines;
  readonly registry: Registry;
}

/**
 * Removes all generations but the live one, the one before it, the canary and the `keep` newest others, and what
 * abandoned builds left; answers what went. Throws `conflict`.
 */
export async function prune(parts: SweepParts, { keep }: { readonly keep: number }): Promise<string[]> {
  const { layout, engines, registry } = parts;
  return withLock(registry, async (lock) => {
    const manifest = await registry.manifest();
    const needed = new Set([manifest?.generation, manifest?.previous, manifest?.canary?.generation]);
    const metas = await registry.generations();
    const others = metas.filter(({ id }) => !needed.has(id)).slice(keep);
    for (const meta of others) await removeGeneration(parts, meta, lock);
    // No build runs while the lock is held: what lies about was abandoned.
    await rm(layout.builds, { recursive: true, force: true });
    const kept = metas.filter((meta) => !others.includes(meta));
    for (const name of await engines.products.list()) {
      if (kept.some(({ id }) => id === name)) continue;
      await lock.check();
      await engines.products.remove(placeOf(layout, name));
    }
    for (const address of await engines.vectors.list()) {
      if (kept.some(({ vectors }) => vectors === address)) continue;
      await lock.check();
      await engines.vectors.remove(address);
    }
    return others.map(({ id }) => id);
  });
}

/** Removes one generation, and its vectors when no other has the same. Throws `not_found`, `conflict`. */
export async function drop(parts: SweepParts, id: string): Promise<void> {
  const { engines, registry } = parts;
  await withLock(registry, async (lock) => {
    const metas = await registry.generations();
    const meta = metas.find((each) => each.id === id);
    if (meta === undefined) throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    if ((await registry.manifest())?.previous === id) {
      throw new AisleError(
        'conflict',
        `generation ${id} was live before: it is what a rollback goes back to`,
      );
    }
    await removeGeneration(parts, meta, lock);
    const { vectors } = meta;
    if (vectors === undefined || metas.some((each) => each !== meta && each.vectors === vectors)) return;
    await lock.check();
    await engines.vectors.remove(vectors);
  });
}

async function removeGeneration(
  { layout, engines, registry }: SweepParts,
  { id }: GenerationMeta,
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
