import type { Clock, Logger, OnProgress } from '../base/index.js';
import {
  changedSince,
  findCheckpoint,
  readIndexPages,
  type Checkpoint,
  type Cluster,
} from '../engines/cluster/index.js';
import type { IndexMirror } from '../indexer/index.js';
import type { Config } from './config.js';
import { SeenStamps } from './seen-stamps.js';

export interface LookRequest {
  /** Read the whole index though a checkpoint is known: only so are deletions found. */
  readonly full: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What one look at an index found. */
export interface Look {
  /** Whether the whole index was read. */
  readonly full: boolean;
  readonly read: number;
  readonly changed: number;
  readonly deleted: number;
  /** The largest value of the checkpoint field so far: ms since 1970, or the field's own number. */
  readonly checkpoint?: number;
}

interface LookParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Brings the mirror up to what the index holds now. Nothing is written to the index. */
export async function look(
  cluster: Cluster,
  mirror: IndexMirror,
  index: string,
  { config, clock, log }: LookParts,
  { full: wanted, onProgress, signal }: LookRequest,
): Promise<Look> {
  const { checkpoint: field, overlap } = config.elasticsearch;
  const options = signal === undefined ? {} : { signal };
  const checkpoint = field === undefined ? undefined : await findCheckpoint(cluster, index, field, options);
  // The clocks of a shop may be fast, and a field of a document holds what somebody typed.
  const latest = () => (checkpoint?.kind === 'date' ? clock.now() : Infinity);
  const followed = JSON.stringify([index, field]);
  const run = mirror.begin(followed);
  const before = mirror.state.checkpoint;
  const full = wanted || checkpoint === undefined || before === undefined || before > latest();
  const known = full ? undefined : before;
  const seen = new SeenStamps(known);
  let [read, changed] = [0, 0];
  for await (const { total, documents } of readIndexPages(cluster, index, {
    ...options,
    ...queryOf(checkpoint, known, overlap),
  })) {
    changed += mirror.apply(documents, run);
    read += documents.length;
    seen.take(documents, latest());
    onProgress?.({ stage: 'fetch', done: read, total, unit: 'documents' });
  }
  const { newest, beyond } = seen;
  if (beyond !== undefined) {
    log.warn(
      { index, field, ...beyond },
      'a document is stamped later than now: it does not move the checkpoint, and each look reads it again',
    );
  }
  const deleted = full ? mirror.forgetUnseen(run) : 0;
  mirror.reached(followed, newest);
  return { full, read, changed, deleted, ...(newest === undefined ? {} : { checkpoint: newest }) };
}

/** Documents become visible later than they were stamped, and some stamps are equal: a little is read again. */
function queryOf(checkpoint: Checkpoint | undefined, known: number | undefined, overlap: number) {
  if (checkpoint === undefined) return {};
  return known === undefined
    ? { checkpoint }
    : { checkpoint, query: changedSince(checkpoint, known - overlap) };
}
