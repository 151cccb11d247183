import type { Logger } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import type { StateStore } from '../engines/state/index.js';
import type { Events } from '../events/index.js';
import type { Generations, ReindexReport } from '../indexer/index.js';
import type { OnProgress } from '../base/index.js';
import type { Search } from '../search/index.js';
import type { Config } from './config.js';

/** Whether queries can be answered now, and if not, why and what to do. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
  readonly generation?: string;
  readonly products?: number;
  readonly embedder: { readonly model: string; readonly device: string };
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
  readonly events: Events;
  readonly store: StateStore;
  readonly generations: Generations;
  /** A product of the live generation, or undefined. Throws `unavailable` without one. */
  product(id: string): Promise<Product | undefined>;
  reindex(request: ReindexRequest): Promise<ReindexReport>;
  readiness(): Promise<Readiness>;
  close(): Promise<void>;
}
