import { AisleError, type Clock, type Logger } from '../../base/index.js';
import { EmbedderPool } from '../../engines/embedder/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import { openGenerations, type GenerationMeta, type Registry } from '../../indexer/index.js';
import type { Config } from '../config.js';
import { openModel } from '../embedding.js';
import { openEngines } from '../engines.js';
import { noGeneration } from '../readiness.js';
import type { Finding } from './finding.js';

export interface LookedAtGeneration extends Omit<Finding, 'part'> {
  /** Identity of its model; absent without a generation, and in one without vectors. */
  readonly model?: string;
}

/** The last live update that an index on a cluster holds, where there are more that can be read; else undefined. */
async function notApplied(
  { engines: { live }, ops }: Awaited<ReturnType<typeof openEngines>>,
  products: ProductIndex,
  { opsFrom = 0 }: GenerationMeta,
): Promise<number | undefined> {
  if (live?.kind !== 'in place' || ops === undefined) return undefined;
  const applied = Math.max(live.products(products).appliedAt ?? 0, opsFrom);
  // What ails the log is a finding of its own.
  const waiting = await ops.read(applied, 1).catch(() => []);
  return waiting.length === 0 ? undefined : applied;
}

/** Opens the live generation and reads from it, as a query would. Throws why that cannot be. */
export async function generationFinding(
  config: Config,
  parts: { readonly log: Logger; readonly clock: Clock },
): Promise<LookedAtGeneration> {
  const built = await openEngines(config, parts);
  const { engines, registry } = built;
  try {
    const models = new EmbedderPool((identity) => openModel(identity, config, parts.log), parts);
    const { log } = parts;
    const generations = await openGenerations({ dataDir: config.data, engines, registry, models, log });
    try {
      const lease = await generations.acquire();
      if (lease === undefined) {
        const [, remedy = ''] = noGeneration(config).split(': ');
        return { state: 'note', found: 'none is live', remedy };
      }
      const { id, products, vectors, meta } = lease.generation;
      const { ordinals } = await products.members({
        members: { kind: 'everything' },
        filters: [],
        facets: [],
        limit: 1,
      });
      const [first] = await products.documents(ordinals.slice(0, 1));
      lease.release();
      if (products.size > 0 && first === undefined) {
        throw new AisleError('corrupt', `generation ${id} does not have its first product`);
      }
      const unread = await unreadable(registry);
      const count = products.size.toLocaleString('en-US');
      const state = products.size === meta.size ? ' as built' : '';
      const found = `${id}: ${count} products${state}, ${vectors === undefined ? 'no' : vectors.size.toLocaleString('en-US')} vectors`;
      const model = meta.embedder === undefined ? {} : { model: meta.embedder };
      const behind = await notApplied(built, products, meta);
      if (behind !== undefined) {
        const remedy = 'start a server: it applies them, or logs and says in /health/ready why it cannot';
        return {
          state: 'note',
          found: `${found}; live updates after number ${behind} wait`,
          remedy,
          ...model,
        };
      }
      if (unread.length === 0) return { state: 'ok', found, ...model };
      return {
        state: 'note',
        found: `${found}; cannot be read: ${unread.join(', ')}`,
        remedy: `\`aisle generations drop ${unread[0] ?? ''}\`, where no other version of Aisle needs it`,
        ...model,
      };
    } finally {
      await generations.close();
    }
  } finally {
    await built.close();
  }
}

/** Generations that are there and cannot be described. */
async function unreadable(registry: Pick<Registry, 'ids' | 'generations'>): Promise<string[]> {
  const known = new Set((await registry.generations()).map(({ id }) => id));
  return (await registry.ids()).filter((id) => !known.has(id));
}
