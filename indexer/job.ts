import { AisleError, type Clock, type Logger, type OnProgress, type Progress } from '../base/index.js';
import type { CatalogMap } from '../catalog/index.js';
import type { Embedder, EmbeddingCache, Template } from '../engines/embedder/index.js';
import type { OpLog } from '../engines/state/index.js';
import type { Engines } from './engines.js';
import type { Registry } from './registry.js';

/** One reindex, as it is asked for. */
export interface ReindexJob {
  readonly dataDir: string;
  readonly file: string;
  readonly map?: CatalogMap;
  /** Publish when verified. */
  readonly publish: boolean;
  /** Forget an unfinished build of the same file. */
  readonly fresh: boolean;
  /** Publish though the verification found something; logged. */
  readonly force: boolean;
  /** Absent: products are found by words alone. */
  readonly embedder?: Embedder;
  readonly template: Template;
  readonly engines: Engines;
  readonly registry: Registry;
  readonly cache: EmbeddingCache;
  /** A mark in the log of live updates, made before anything was read: ops after it are newer than what is read. */
  readonly opsFrom?: number;
  /** That log: whether a build that is gone on with can still be given what came since it began. */
  readonly ops?: Pick<OpLog, 'read' | 'last'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What a reindex did. */
export interface ReindexReport {
  readonly generation: string;
  readonly published: boolean;
  readonly rows: number;
  readonly products: number;
  readonly rejected: number;
  readonly repaired: number;
  /** Products whose vector was computed, and those whose vector was known. */
  readonly embedded: number;
  readonly reused: number;
  /** What the verification found; it keeps a generation from being published. */
  readonly findings: readonly string[];
  /** By stage. A stage that an earlier run of the same build finished took none. */
  readonly seconds: Readonly<Record<string, number>>;
  /** What was rejected or repaired, a JSON object a line. */
  readonly reportPath: string;
}

/** Throws when the job was told to stop: what is finished stays, and the same command goes on from it. */
export function checkStopped(job: Pick<ReindexJob, 'signal'>): void {
  if (job.signal?.aborted === true) {
    throw new AisleError('unavailable', 'the reindex was stopped; the same command goes on where it was');
  }
}

export function tell(job: Pick<ReindexJob, 'onProgress'>, progress: Progress): void {
  job.onProgress?.(progress);
}
