import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, systemClock, type Clock, type Logger } from '../base/index.js';
import {
  EmbedderPool,
  openEmbeddingCache,
  type Embedder,
  type EmbeddingCache,
} from '../engines/embedder/index.js';
import { openSqliteState } from '../engines/state/index.js';
import { createQueryLog } from '../events/index.js';
import { marksTaken, openGenerations } from '../indexer/index.js';
import { createRankings } from '../rankings/index.js';
import { createPopularity } from '../shoppers/index.js';
import type { Aisle } from './aisle.js';
import { assemble } from './assemble.js';
import type { Config } from './config.js';
import { configuredIdentity, embeddingCachePath, openModel, servedModels } from './embedding.js';
import { openEngines } from './engines.js';
import { openKeys } from './keys/index.js';
import { createLogger } from './logger.js';
import { createRecorders } from './metrics/index.js';
import type { Parts } from './parts.js';

/** Parts that a test or a bench brings itself. */
export interface OpenOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  /** In place of the configured one; closed with the installation. */
  readonly embedder?: Embedder;
  /** Opens a model by its identity, in place of those that are installed. */
  readonly openModel?: (identity: string) => Promise<Embedder>;
}

/** Milliseconds that a live update waits for a reindex that writes to the embedding cache: it can do without. */
const LIVE_PATIENCE = 15;

/** Puts one installation together: the composition root. Close what it returns. */
export async function openAisle(config: Config, options: OpenOptions = {}): Promise<Aisle> {
  const log = options.log ?? createLogger(config.log.level);
  const clock = options.clock ?? systemClock;
  const identity = options.embedder?.identity ?? configuredIdentity(config);
  await makeFolder(config.data);
  const recorders = createRecorders();
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.reverse()) await close();
  };
  try {
    const { embedder } = options;
    if (embedder !== undefined) opened.push(() => embedder.close());
    const built = await openEngines(config, { log, clock, onFailure: recorders.writes.clusterFailed });
    opened.push(() => built.close());
    const { engines, registry } = built;
    const store = await openSqliteState(join(config.data, 'state.db'), {
      log,
      takenOps: () => marksTaken(registry),
      onCommit: recorders.writes.committed,
    });
    opened.push(() => store.close());
    const keys = openKeys(join(config.data, 'keys.db'), clock);
    opened.push(async () => keys.close());
    const queryLog = createQueryLog({ store, rules: config.shoppers, log });
    opened.push(() => queryLog.close());
    const models = new EmbedderPool(modelOpener(config, options, { log, recorders }), { clock, log });
    let cache: EmbeddingCache | undefined;
    opened.push(async () => cache?.close());
    const ops = built.ops ?? store.ops;
    const updates = {
      ops,
      cache: () =>
        (cache ??= openEmbeddingCache(embeddingCachePath(config), { log, patience: LIVE_PATIENCE })),
      log,
    };
    const generations = await openGenerations({
      dataDir: config.data,
      engines,
      registry,
      models,
      log,
      // A shop's own index is changed by the shop.
      ...(engines.products.foreign === true ? {} : { updates }),
      ...(built.ops === undefined ? {} : { sharedLog: true }),
    });
    opened.push(() => generations.close());
    return assemble({
      config,
      log,
      clock,
      recorders,
      engines,
      registry,
      models,
      identity,
      store,
      ops,
      rankings: createRankings({ store, clock, log }),
      queryLog,
      popularity: createPopularity({ store, halfLife: config.shoppers.popularityHalfLife }),
      generations,
      keys,
      closeAll,
    });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function modelOpener(
  config: Config,
  { embedder, openModel: open }: OpenOptions,
  { log, recorders }: Pick<Parts, 'log' | 'recorders'>,
): (identity: string) => Promise<Embedder> {
  const served = servedModels(config, recorders.embedder);
  return async (identity) => {
    // It is closed with the installation, not with its last generation.
    const model =
      embedder?.identity === identity
        ? { ...embedder, close: async () => undefined }
        : await (open === undefined ? openModel(identity, config, log) : open(identity));
    return served(model);
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new AisleError(
      'bad_config',
      `data: the folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
      { cause: error },
    );
  }
}
