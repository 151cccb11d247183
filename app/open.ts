import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, systemClock, type Clock, type Logger } from '../base/index.js';
import { parseMap } from '../catalog/index.js';
import { openEmbeddingCache, type Embedder } from '../engines/embedder/index.js';
import { openSqliteState, type StateStore } from '../engines/state/index.js';
import { createEvents } from '../events/index.js';
import { openGenerations, reindex, type Generations, type Lease } from '../indexer/index.js';
import { DEFAULT_PROFILE, RRF_PROFILE } from '../reranker/index.js';
import { createSearch } from '../search/index.js';
import type { Aisle, Readiness, ReindexRequest } from './aisle.js';
import type { Config } from './config.js';
import { embeddingCachePath, openEmbedder } from './embedding.js';
import { engineFactories } from './engines.js';
import { createLogger } from './logger.js';

/** Parts that a test or a bench brings itself. */
export interface OpenOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  /** In place of the configured one; closed with the installation. */
  readonly embedder?: Embedder;
}

/** Puts one installation together: the composition root. Close what it returns. */
export async function openAisle(config: Config, options: OpenOptions = {}): Promise<Aisle> {
  const log = options.log ?? createLogger(config.log.level);
  const clock = options.clock ?? systemClock;
  await makeFolder(config.data);
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.reverse()) await close();
  };
  try {
    const engines = engineFactories(config);
    const store = await openSqliteState(join(config.data, 'state.db'), { log });
    opened.push(() => store.close());
    const generations = await openGenerations({ dataDir: config.data, engines, log });
    opened.push(() => generations.close());
    const embedder = options.embedder ?? (await openEmbedder(config, log));
    if (embedder !== undefined) opened.push(() => embedder.close());
    return assemble({ config, log, clock, store, generations, embedder, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly store: StateStore;
  readonly generations: Generations;
  readonly embedder: Embedder | undefined;
  readonly closeAll: () => Promise<void>;
}

function assemble(parts: Parts): Aisle {
  const { config, log, clock, store, generations, embedder, closeAll } = parts;
  const live = async (): Promise<Lease> => {
    const lease = await generations.acquire();
    if (lease === undefined)
      throw new AisleError('unavailable', 'there is no live generation yet: run `aisle reindex FILE`');
    return lease;
  };
  const search = createSearch({
    generation: live,
    ...(embedder === undefined ? {} : { embedder }),
    store,
    profiles: new Map([DEFAULT_PROFILE, RRF_PROFILE].map((profile) => [profile.name, profile])),
    clock,
    log,
    newQueryId: randomUUID,
    settings: {
      legDeadline: config.search.legDeadline,
      shopperDeadline: config.search.shopperDeadline,
      membersByMeaning: config.vector.members,
      words: {
        shareOfBest: config.lexical.shareOfBest,
        shareOfIdf: config.lexical.shareOfIdf,
        fieldWeights: config.lexical.fieldWeights,
        tolerant: true,
      },
    },
  });
  return {
    config,
    log,
    store,
    generations,
    search: (request) => search.search(request),
    events: createEvents({ store, clock, actions: config.events.actions }),
    product: (id) => productById(live, id),
    reindex: (request) => runReindex(parts, request),
    readiness: () => readiness(generations, embedder, config),
    close: closeAll,
  };
}

async function productById(live: () => Promise<Lease>, id: string) {
  const lease = await live();
  try {
    const [ordinal] = await lease.generation.products.ordinals([id]);
    if (ordinal === undefined) return undefined;
    return (await lease.generation.products.documents(Uint32Array.of(ordinal)))[0];
  } finally {
    lease.release();
  }
}

async function runReindex({ config, log, clock, embedder, generations }: Parts, request: ReindexRequest) {
  const { map, onProgress, signal, ...rest } = request;
  const cache = openEmbeddingCache(embeddingCachePath(config), { log });
  try {
    const report = await reindex({
      ...rest,
      dataDir: config.data,
      ...(map === undefined ? {} : { map: parseMap(map) }),
      ...(embedder === undefined ? {} : { embedder }),
      template: config.embedder.template,
      engines: engineFactories(config),
      cache,
      log,
      clock,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(signal === undefined ? {} : { signal }),
    });
    await generations.refresh();
    return report;
  } finally {
    cache.close();
  }
}

async function readiness(
  generations: Generations,
  embedder: Embedder | undefined,
  config: Config,
): Promise<Readiness> {
  const described = { model: config.embedder.model, device: embedder?.device ?? 'none' };
  const lease = await generations.acquire();
  if (lease === undefined) {
    return {
      ready: false,
      reason: 'there is no live generation yet: run `aisle reindex FILE`',
      embedder: described,
    };
  }
  try {
    const { id, products, meta } = lease.generation;
    if (meta.embedder !== undefined && meta.embedder !== embedder?.identity) {
      const reason = `generation ${id} was embedded by another model (${meta.embedder}); set embedder.model to it or reindex`;
      return { ready: false, reason, generation: id, embedder: described };
    }
    return { ready: true, generation: id, products: products.size, embedder: described };
  } finally {
    lease.release();
  }
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
