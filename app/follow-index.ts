import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AisleError,
  asStorageError,
  isAisleError,
  silentLogger,
  type Clock,
  type Logger,
} from '../base/index.js';
import { openCluster } from '../engines/cluster/index.js';
import { IndexMirror, type Generations, type MirrorBuild, type ReindexReport } from '../indexer/index.js';
import type { Config } from './config.js';
import { clusterOptions } from './elasticsearch-config.js';
import { standingOf, type Standing } from './follow-standing.js';
import { look, type Look, type LookRequest } from './look-at-index.js';
import { removeAbandoned } from './spool-index.js';

export interface FollowRequest extends LookRequest {
  /** Publish though the verification found something; logged. */
  readonly force: boolean;
}

/** What one look at the index found, and the generation that holds it: built now, or by an earlier look. */
export interface FollowReport extends Look {
  readonly generation?: ReindexReport;
  /** Where nothing is to be built. */
  readonly earlier?: EarlierBuild;
}

/** What an earlier look built of the very same. */
export interface EarlierBuild {
  readonly generation: string;
  /** `published`: by this look, in spite of its findings. */
  readonly standing: Standing | 'published';
  /** What its verification found. */
  readonly findings: readonly string[];
}

interface FollowParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly generations: Pick<Generations, 'list' | 'show' | 'publish'>;
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
  const { config, clock, how, build } = parts;
  const { index } = config.elasticsearch;
  if (index === undefined) {
    const message = "elasticsearch.index: expected the shop's own index that is to be followed";
    throw new AisleError('bad_config', message);
  }
  const mirror = new IndexMirror(join(config.data, 'mirror.db'));
  try {
    const cluster = await openCluster(clusterOptions(config.elasticsearch), { logger: silentLogger, clock });
    const found = await look(cluster, mirror, index, parts, request).finally(() => cluster.close());
    if (mirror.state.size === 0) throw new AisleError('bad_file', `the index ${index} holds no document`);
    const earlier = await earlierBuild(mirror, parts, request);
    if (earlier !== undefined) return { ...found, earlier };
    await removeAbandoned(config.data, clock);
    const generation = await withFile(mirror, config.data, build);
    mirror.built({ generation: generation.generation, how, published: generation.published });
    return { ...found, generation };
  } finally {
    mirror.close();
  }
}

/** What an earlier look built of the very same, published now if that is what it lacks and is forced; undefined: build. */
async function earlierBuild(
  mirror: IndexMirror,
  { generations, how, log }: FollowParts,
  { force }: FollowRequest,
): Promise<EarlierBuild | undefined> {
  const { built } = mirror.state;
  const standing = standingOf(built, how, await generations.list());
  if (built === undefined || standing === undefined) return undefined;
  const { generation } = built;
  const { findings } = await generations.show(generation);
  if (standing === 'unpublished' && force) {
    if (!(await published(generations, built, log))) return undefined;
    mirror.built({ ...built, published: true });
    return { generation, standing: 'published', findings };
  }
  // Somebody may have published it by hand.
  if (standing === 'live' && !built.published) mirror.built({ ...built, published: true });
  return { generation, standing, findings };
}

/** Whether it could be published; one that is damaged is built anew. */
async function published(
  generations: FollowParts['generations'],
  { generation }: MirrorBuild,
  log: Logger,
): Promise<boolean> {
  try {
    await generations.publish(generation, { force: true });
    return true;
  } catch (error) {
    if (!isAisleError(error) || (error.code !== 'corrupt' && error.code !== 'not_found')) throw error;
    log.warn({ generation, err: error }, 'what an earlier look built cannot be opened; it is built anew');
    return false;
  }
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
