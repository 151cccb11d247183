import { AisleError, isAisleError } from '../base/index.js';
import { modelOf, type Generations, type Lease } from '../indexer/index.js';
import type { Readiness } from './aisle.js';
import type { Config } from './config.js';

/** A lease on the live generation. Throws `unavailable` when there is none. */
export async function acquireLive(generations: Generations, config: Config): Promise<Lease> {
  const lease = await generations.acquire();
  if (lease !== undefined) return lease;
  throw new AisleError('unavailable', noGeneration(config));
}

/** Opens the live generation with its model and what its titles say. Throws why the first two cannot be. */
export async function prepare(generations: Generations, config: Config): Promise<void> {
  const lease = await acquireLive(generations, config);
  try {
    const words = lease.generation.categoryWords().catch(() => undefined);
    await lease.generation.embedder();
    await words;
  } finally {
    lease.release();
  }
}

/** Throws what opening the live generation throws, where it is no error of its model. */
export async function readiness(generations: Generations, config: Config): Promise<Readiness> {
  const lease = await generations.acquire();
  if (lease === undefined) {
    return {
      ready: false,
      reason: noGeneration(config),
      embedder: { model: config.embedder.model, device: 'none' },
    };
  }
  const { generation } = lease;
  const { id, products, meta, seq } = generation;
  const { failing } = generations;
  const canary = canaryOf(generations);
  const model = modelOf(meta);
  try {
    const embedder = await generation.embedder();
    // The first query would wait for it; why it cannot be read is logged then.
    generation.categoryWords().catch(() => undefined);
    const said = {
      generation: id,
      products: products.size,
      // Whoever asks is answered all the same: elsewhere they would meet the same index.
      ...(failing === undefined ? {} : { behind: { seq, reason: failing } }),
      ...(canary === undefined ? {} : { canary }),
    };
    return { ready: true, ...said, embedder: { model, device: embedder?.device ?? 'none' } };
  } catch (error) {
    if (!isAisleError(error)) throw error;
    // Words still find something, but nobody should be sent here for that.
    const reason = `generation ${id} was embedded by ${model}, which cannot be opened: ${error.message}`;
    return { ready: false, reason, generation: id, embedder: { model, device: 'none' } };
  } finally {
    lease.release();
  }
}

function canaryOf({ canaryHere }: Generations): Readiness['canary'] {
  if (canaryHere === undefined) return undefined;
  const { generation, share, failure } = canaryHere;
  return { generation, share, ...(failure === undefined ? {} : { reason: failure }) };
}

/** Why nobody can be answered. */
export function noGeneration({ elasticsearch }: Config): string {
  const command = elasticsearch.index === undefined ? 'reindex FILE' : 'follow';
  return `there is no live generation yet: run \`aisle ${command}\``;
}
