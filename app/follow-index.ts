import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, asStorageError, silentLogger, type Clock, type OnProgress } from '../base/index.js';
import {
  changedSince,
  findCheckpoint,
  openCluster,
  readIndexPages,
  type Checkpoint,
  type Cluster,
} from '../engines/cluster/index.js';
import { IndexMirror, type ReindexReport } from '../indexer/index.js';
import type { Config } from './config.js';
import { clusterOptions } from './elasticsearch-config.js';
import { removeAbandoned } from './spool-index.js';

export interface FollowRequest {
  /** Read the whole index though a checkpoint is known: only so are deletions found. */
  readonly full: boolean;
  /** Publish though the verification found something; logged. */
  readonly force: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What one look at the index found, and the generation built of it; absent where nothing changed. */
export interface FollowReport {
  /** Whether the whole index was read. */
  readonly full: boolean;
  readonly read: number;
  readonly changed: number;
  readonly deleted: number;
  /** The largest value of the checkpoint field so far: ms since 1970, or the field's own number. */
  readonly checkpoint?: number;
  readonly generation?: ReindexReport;
}

interface FollowParts {
  readonly config: Config;
  readonly clock: Clock;
  /** Whether there is a generation that answers now. */
  readonly live: boolean;
  /** Names everything but the documents that a generation depends on: the map, the model. */
  readonly how: string;
  /** Builds a generation from a product file and publishes it. */
  readonly build: (file: string) => Promise<ReindexReport>;
}

/**
 * Looks once at the configured index: reads what changed since the last checkpoint, or everything, and builds a
 * generation where something did. Nothing is written to the index. Throws `bad_config`, `not_found`, `bad_file` (no
 * document), `unavailable` (another process follows), what the cluster and the build throw; the next look goes on.
 */
export async function follow(parts: FollowParts, request: FollowRequest): Promise<FollowReport> {
  const { config, clock, live, how, build } = parts;
  const { index } = config.elasticsearch;
  if (index === undefined) {
    const message = "elasticsearch.index: expected the shop's own index that is to be followed";
    throw new AisleError('bad_config', message);
  }
  const mirror = new IndexMirror(join(config.data, 'mirror.db'));
  try {
    const cluster = await openCluster(clusterOptions(config.elasticsearch), { logger: silentLogger, clock });
    const found = await look(cluster, mirror, index, config, request).finally(() => cluster.close());
    if (mirror.state.size === 0) throw new AisleError('bad_file', `the index ${index} holds no document`);
    if (live && mirror.state.built === how) return found;
    await removeAbandoned(config.data, clock);
    const generation = await withFile(mirror, config.data, build);
    mirror.built(how);
    return { ...found, generation };
  } finally {
    mirror.close();
  }
}

async function look(
  cluster: Cluster,
  mirror: IndexMirror,
  index: string,
  { elasticsearch: { checkpoint: field, overlap } }: Config,
  { full: wanted, onProgress, signal }: FollowRequest,
): Promise<FollowReport> {
  const options = signal === undefined ? {} : { signal };
  const checkpoint = field === undefined ? undefined : await findCheckpoint(cluster, index, field, options);
  const followed = JSON.stringify([index, field]);
  const before = mirror.state;
  const known = before.followed === followed ? before.checkpoint : undefined;
  const full = wanted || checkpoint === undefined || known === undefined;
  const run = mirror.begin();
  let [read, changed, newest] = [0, 0, known];
  for await (const { total, documents } of readIndexPages(cluster, index, {
    ...options,
    ...queryOf(checkpoint, full ? undefined : known, overlap),
  })) {
    changed += mirror.apply(documents, run);
    read += documents.length;
    for (const { stamp } of documents) {
      if (stamp !== undefined && stamp > (newest ?? -Infinity)) newest = stamp;
    }
    onProgress?.({ stage: 'fetch', done: read, total, unit: 'documents' });
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

/** The mirror as a product file, removed when `build` is done with it. */
async function withFile<T>(
  mirror: IndexMirror,
  folder: string,
  build: (file: string) => Promise<T>,
): Promise<T> {
  const file = join(folder, `index-${randomUUID()}.ndjson`);
  try {
    const handle = await open(file, 'wx');
    try {
      for (const lines of mirror.lines()) await handle.appendFile(lines.join(''));
    } catch (error) {
      throw asStorageError(error, folder);
    } finally {
      await handle.close();
    }
    return await build(file);
  } finally {
    await rm(file, { force: true });
  }
}
