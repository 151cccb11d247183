import type { Clock, Logger } from '../base/index.js';
import { expectFile, parseMap } from '../catalog/index.js';
import type { OpLog } from '../engines/state/index.js';
import { openEmbeddingCache, type EmbedderPool } from '../engines/embedder/index.js';
import {
  reindex,
  type Engines,
  type Generations,
  type Registry,
  type ReindexReport,
} from '../indexer/index.js';
import type { ReindexRequest } from './aisle.js';
import type { Config } from './config.js';
import { embeddingCachePath } from './embedding.js';

export interface ReindexParts {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly engines: Engines;
  readonly registry: Registry;
  readonly models: EmbedderPool;
  /** Of the model to build with; undefined: without one. */
  readonly identity: string | undefined;
  readonly generations: Generations;
  /** The log of live updates: that of the state, or that of the cluster. */
  readonly ops: OpLog;
}

/**
 * Builds a generation with the configured model, whatever the live one was built with. `opsFrom`: the mark of live updates
 * before the first of its input was read.
 */
export async function runReindex(
  parts: ReindexParts,
  request: ReindexRequest,
  opsFrom?: number,
): Promise<ReindexReport> {
  const { config, log, clock, engines, registry, models, identity, generations, ops } = parts;
  const { map, onProgress, signal, ...rest } = request;
  // Before a model is opened for it, which takes seconds and may fail for reasons of its own.
  await expectFile(request.file);
  if (request.publish) await warnOfChange(parts);
  const use = identity === undefined ? undefined : models.use(identity);
  try {
    const embedder = await use?.embedder();
    const cache = openEmbeddingCache(embeddingCachePath(config), { log });
    try {
      const report = await reindex({
        ...rest,
        dataDir: config.data,
        ...(map === undefined ? {} : { map: parseMap(map) }),
        ...(embedder === undefined ? {} : { embedder }),
        ...(opsFrom === undefined ? {} : { opsFrom, ops }),
        template: config.embedder.template,
        engines,
        registry,
        cache,
        log,
        clock,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
      await generations.changed();
      return report;
    } finally {
      cache.close();
    }
  } finally {
    await use?.release();
  }
}

/** A forgotten setting would take a model back that was chosen by a publish. */
async function warnOfChange({ registry, identity, log }: ReindexParts): Promise<void> {
  const live = (await registry.manifest())?.generation;
  const meta = live === undefined ? undefined : await registry.generation(live);
  if (meta === undefined || meta.embedder === identity) return;
  log.warn(
    { live: meta.embedder ?? 'none', model: identity ?? 'none' },
    'this reindex changes the embedding model of what is live (embedder.model); --no-publish builds beside it',
  );
}
