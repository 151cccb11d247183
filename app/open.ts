import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, systemClock, type Clock, type Logger } from '../base/index.js';
import {
  EmbedderPool,
  openEmbeddingCache,
  type Embedder,
  type EmbeddingCache,
} from '../engines/embedder/index.js';
import { openSqliteState, type StateStore } from '../engines/state/index.js';
import { createEvents, createQueryLog, type QueryLog } from '../events/index.js';
import {
  createLiveUpdates,
  modelOf,
  openGenerations,
  type Lease,
  type LiveUpdates,
} from '../indexer/index.js';
import { createRankings, type Rankings } from '../rankings/index.js';
import { createRecommend, type Recommend } from '../recommend/index.js';
import { createSearch, createSuggest, type SearchParts } from '../search/index.js';
import { createPopularity, createUsers, createUserTokens, type Popularity } from '../shoppers/index.js';
import type { Aisle, GenerationSearch, ReindexRequest } from './aisle.js';
import type { Config } from './config.js';
import { openKeys, type Keys } from './keys/index.js';
import { configuredIdentity, embeddingCachePath, openModel } from './embedding.js';
import { openEngines } from './engines.js';
import { createJobs } from './jobs/jobs.js';
import { createLogger } from './logger.js';
import { createMetrics, createRecorders, type Recorders } from './metrics/index.js';
import { expectOwnProducts, runFollow } from './run-follow.js';
import { acquireLive, noGeneration, prepare, readiness } from './readiness.js';
import { runReindex, type ReindexParts } from './run-reindex.js';
import { shopperRules } from './shopper-rules.js';
import { indexMap, withSpooledIndex } from './spool-index.js';

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
    const updates = {
      ops: store.ops,
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
      ...(engines.live === undefined ? {} : { updates }),
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
  return async (identity) => {
    // It is closed with the installation, not with its last generation.
    if (embedder?.identity === identity) {
      return recorders.embedder({ ...embedder, close: async () => undefined });
    }
    return recorders.embedder(await (open === undefined ? openModel(identity, config, log) : open(identity)));
  };
}

interface Parts extends ReindexParts {
  readonly store: StateStore;
  readonly rankings: Rankings;
  readonly popularity: Popularity;
  readonly keys: Keys;
  readonly queryLog: QueryLog;
  readonly recorders: Recorders;
  readonly closeAll: () => Promise<void>;
}

function assemble(parts: Parts): Aisle {
  const { config, log, clock, store, rankings, generations, closeAll } = parts;
  const live = () => acquireLive(generations, config);
  const served: SearchParts = {
    ...searchParts(parts),
    observe: (outcome) =>
      parts.recorders.search(
        outcome,
        generations.canaryHere?.generation === outcome.generation ? 'canary' : 'live',
      ),
    generation: async (choice) => {
      if (choice.generation !== undefined) return generations.acquire(choice);
      return (await generations.acquire(choice)) ?? (await live());
    },
  };
  const search = createSearch(served);
  const suggest = createSuggest(served);
  const reindexFile = async (request: ReindexRequest) => {
    expectOwnProducts(config);
    return runReindex(parts, request, await store.ops.mark());
  };
  const jobs = createJobs({ store, reindex: reindexFile, folder: config.catalogue.folder, clock, log });
  return {
    config,
    log,
    store,
    rankings,
    jobs,
    popularity: parts.popularity,
    keys: parts.keys,
    queryLog: parts.queryLog,
    users: createUsers({
      store,
      queryLog: parts.queryLog,
      clock,
      rules: () => shopperRules(config, clock),
      consent: config.shoppers,
      forgetOrders: (keys) => search.forget(keys),
      retention: { events: config.shoppers.retentionDays, searches: config.shoppers.queryLogDays },
    }),
    userTokens: createUserTokens({
      secrets: config.shoppers.tokenSecrets,
      shop: config.shoppers.shop,
      clock,
    }),
    generations,
    metrics: createMetrics(parts.recorders, { ...parts, data: config.data, jobs }),
    search: (request) => search.search(request),
    suggest: (request) => suggest.suggest(request),
    searchOn: (id) => searchOn(parts, id),
    recommend: recommendOf(parts, live),
    events: createEvents({
      store,
      clock,
      actions: config.events.actions,
      consent: config.shoppers,
      queries: parts.queryLog,
      onIngest: parts.recorders.writes.ingested,
    }),
    updates: liveUpdates(parts, live),
    product: (id) => productById(live, id),
    reindex: reindexFile,
    reindexFrom: async (index, request) => {
      expectOwnProducts(config);
      const { onProgress, signal } = request;
      const options = {
        clock,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      };
      const map = indexMap(request.map);
      const opsFrom = await store.ops.mark();
      return withSpooledIndex(config, index, options, (file) =>
        runReindex(parts, { ...request, map, file }, opsFrom),
      );
    },
    follow: (request) => runFollow(parts, request),
    prepare: () => prepare(generations, config),
    readiness: async () => {
      const found = await readiness(generations, config);
      if (found.ready) suggest.prepare();
      return found;
    },
    close: async () => {
      await jobs.close();
      await closeAll();
    },
  };
}

function liveUpdates(
  { config, engines, store, generations, clock, log }: Parts,
  live: () => Promise<Lease>,
): LiveUpdates {
  if (engines.live !== undefined) {
    return createLiveUpdates({ ops: store.ops, live, generations, clock, log });
  }
  const refuse = async (): Promise<never> => {
    const { engine } = config.lexical;
    const message = `live updates are taken by the embedded engine, lexical.engine is ${engine}: bring changes with a reindex`;
    throw new AisleError('unprocessable', message);
  };
  return { put: refuse, patch: refuse, delete: refuse };
}

function searchParts({
  config,
  log,
  clock,
  store,
  rankings,
  popularity,
  queryLog,
}: Parts): Omit<SearchParts, 'generation' | 'observe'> {
  return {
    store,
    popularity,
    ranking: (reference) => rankings.resolve(reference),
    shopperRules: () => shopperRules(config, clock),
    record: (search) => {
      if (config.shoppers.queryLog) queryLog.record(search);
    },
    clock,
    log,
    newQueryId: randomUUID,
    settings: {
      legDeadline: config.search.legDeadline,
      shopperDeadline: config.search.shopperDeadline,
      suggestDeadline: config.search.suggestDeadline,
      membersByMeaning: config.vector.members,
      words: {
        shareOfBest: config.lexical.shareOfBest,
        shareOfIdf: config.lexical.shareOfIdf,
        fieldWeights: config.lexical.fieldWeights,
        tolerant: true,
      },
    },
  };
}

function recommendOf(parts: Parts, generation: () => Promise<Lease>): Recommend {
  const { store, popularity, log, clock, config } = parts;
  const { legDeadline, shopperDeadline } = config.search;
  const { minShoppers, repurchase, perBrand, relevance } = config.recommend;
  return createRecommend({
    generation,
    store,
    popularity,
    shopperRules: () => shopperRules(config, clock),
    log,
    settings: {
      legDeadline,
      shopperDeadline,
      leastShoppers: minShoppers,
      repurchase,
      perBrand,
      relevance,
      words: searchParts(parts).settings.words,
    },
  });
}

async function searchOn(parts: Parts, id?: string): Promise<GenerationSearch> {
  const { generations } = parts;
  const wanted = id ?? (await idOfLive(parts));
  const generation = await generations.open(wanted);
  // Whoever closes it has waited for its answers.
  const lease = (): Lease => ({ generation: generation.snapshot(), release: () => undefined });
  // Measured, not asked by anybody: not logged.
  const pinned = createSearch({
    ...searchParts(parts),
    record: () => undefined,
    observe: () => undefined,
    generation: async () => lease(),
  });
  return {
    generation: wanted,
    model: modelOf(generation.snapshot().meta),
    search: (request) => pinned.search(request),
    close: () => generation.close(),
  };
}

/** As the registry says it: nothing need be opened to learn a name. */
async function idOfLive({ registry, config }: Parts): Promise<string> {
  const id = (await registry.manifest())?.generation;
  if (id === undefined) throw new AisleError('unavailable', noGeneration(config));
  return id;
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
