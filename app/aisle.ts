import type { Logger } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import type { OpLog, StateStore } from '../engines/state/index.js';
import type { Events, QueryLog } from '../events/index.js';
import type { Generations, LiveUpdates, ReindexReport } from '../indexer/index.js';
import type { OnProgress } from '../base/index.js';
import type { Recommend } from '../recommend/index.js';
import type { Rankings } from '../rankings/index.js';
import type { Search, Suggest } from '../search/index.js';
import type { Popularity, Users, UserTokens } from '../shoppers/index.js';
import type { Config } from './config.js';
import type { Metrics } from './metrics/index.js';
import type { Keys } from './keys/index.js';
import type { Jobs } from './jobs/job.js';
import type { FollowReport, FollowRequest } from './follow-index.js';

/** Whether queries can be answered now, and if not, why and what to do. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
  readonly generation?: string;
  readonly products?: number;
  /** What embeds queries: the live generation's model. */
  readonly embedder: { readonly model: string; readonly device: string };
  /** Live updates wait to be applied: the last one that searches see, and why. What is accepted follows later. */
  readonly behind?: { readonly seq: number; readonly reason: string };
  /** The generation that is tried beside it; `reason`: why it answers nobody here. */
  readonly canary?: { readonly generation: string; readonly share: number; readonly reason?: string };
}

/** One generation's answers, whether it is served or not. */
export interface GenerationSearch {
  readonly generation: string;
  /** Name of its model, or `none`. */
  readonly model: string;
  readonly search: Search['search'];
  close(): Promise<void>;
}

export interface ReindexRequest {
  readonly file: string;
  /** A map as read from JSON; see `parseMap`. */
  readonly map?: unknown;
  /** Publish when verified. */
  readonly publish: boolean;
  /** Forget an unfinished build of the same file. */
  readonly fresh: boolean;
  /** Publish though the verification found something; logged. */
  readonly force: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** One installation, put together: what the server, the commands and the benches talk to. */
export interface Aisle {
  readonly config: Config;
  readonly log: Logger;
  readonly search: Search['search'];
  readonly suggest: Suggest['suggest'];
  /**
   * Searches one generation alone; absent: the live one, which no publish and no canary then changes. Its model is
   * ready. Throws `not_found`, `unavailable`, and what its model throws.
   */
  searchOn(generation?: string): Promise<GenerationSearch>;
  readonly recommend: Recommend;
  readonly events: Events;
  readonly store: StateStore;
  /** The log of live updates: that of the state, or that of the cluster. */
  readonly ops: OpLog;
  /** What relevance engineers keep: weights, synonyms, stop words, rules. */
  readonly rankings: Rankings;
  readonly popularity: Popularity;
  readonly userTokens: UserTokens;
  readonly keys: Keys;
  /** What is known about one person: shown, exported, erased. */
  readonly users: Users;
  readonly queryLog: Pick<QueryLog, 'dropped' | 'flush'>;
  readonly generations: Generations;
  readonly metrics: Metrics;
  /** Changes of single products; `unprocessable` where the engines take none. */
  readonly updates: LiveUpdates;
  /** A product of the live generation, or undefined. Throws `unavailable` without one. */
  product(id: string): Promise<Product | undefined>;
  /** Reindexes that run in this process, one after another. */
  readonly jobs: Jobs;
  reindex(request: ReindexRequest): Promise<ReindexReport>;
  /** The same from an index of the configured search cluster, which is only read. Throws `not_found` too. */
  reindexFrom(index: string, request: Omit<ReindexRequest, 'file'>): Promise<ReindexReport>;
  /** Looks once at the shop's own index (`elasticsearch.index`) and builds of what changed. Throws `bad_config` without one. */
  follow(request: FollowRequest): Promise<FollowReport>;
  /** Makes ready what the first query would wait for. Throws why queries cannot be answered whole. */
  prepare(): Promise<void>;
  readiness(): Promise<Readiness>;
  close(): Promise<void>;
}
