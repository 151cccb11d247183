import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AisleError,
  asStorageError,
  isAisleError,
  isRecord,
  silentLogger,
  type Clock,
  type OnProgress,
} from '../base/index.js';
import { openCluster, readIndexPages } from '../engines/cluster/index.js';
import type { Config } from './config.js';
import { clusterOptions } from './elasticsearch-config.js';

interface SpoolOptions {
  readonly clock: Clock;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

const SPOOL = /^index-.+\.ndjson$/;

/** Milliseconds after its last write when a spool is one that a killed process left: reading one takes minutes. */
const ABANDONED = 86_400_000;

/**
 * Reads an index of the configured cluster into a product file, and removes that when `use` is done with it: from there
 * on an index is a file like any other, with its hash, its report, and a build that goes on after a crash. Each line is
 * a document's content behind its `_id` (see {@link indexMap}). Nothing is written to the index. Throws `not_found`,
 * `bad_file` (no document or no product in it), `storage_full`, and what the cluster throws.
 */
export async function withSpooledIndex<T>(
  config: Config,
  index: string,
  options: SpoolOptions,
  use: (file: string) => Promise<T>,
): Promise<T> {
  await mkdir(config.data, { recursive: true });
  await removeAbandoned(config.data, options.clock);
  const file = join(config.data, `index-${randomUUID()}.ndjson`);
  try {
    const documents = await spool(config, index, file, options);
    if (documents === 0) throw new AisleError('bad_file', `the index ${index} holds no document`);
    return await use(file);
  } catch (error) {
    if (!isAisleError(error) || !error.message.includes(file)) throw error;
    // The file is gone when the message is read.
    const message = error.message.replaceAll(file, `the index ${index}`);
    throw new AisleError(error.code, message, { cause: error });
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * The map (JSON, unchecked) that a spooled index is read by: the id is the content's `id` or else the document's `_id`
 * unless the map says otherwise, and an `_id` that the map does not use is no field of the product.
 */
export function indexMap(map: unknown): unknown {
  // What is no object is refused where maps are checked.
  if (map !== undefined && !isRecord(map)) return map;
  const { ignore = [], ...given } = map ?? {};
  return {
    id: { from: ['id', '_id'] },
    ...given,
    ignore: Array.isArray(ignore) ? [...(ignore as readonly unknown[]), '_id'] : ignore,
  };
}

/** Writes a page before it asks for the next one; answers the number of documents. */
async function spool(
  config: Config,
  index: string,
  file: string,
  { clock, onProgress, signal }: SpoolOptions,
): Promise<number> {
  const cluster = await openCluster(clusterOptions(config.elasticsearch), { logger: silentLogger, clock });
  let done = 0;
  try {
    const handle = await open(file, 'wx');
    try {
      // No stream: the loop awaits that the point in time is closed, before the connection is, whatever fails.
      for await (const { total, documents } of readIndexPages(cluster, index, signal && { signal })) {
        const lines = documents.map(({ id, source }) => `${JSON.stringify({ _id: id, ...source })}\n`);
        await handle.appendFile(lines.join(''));
        done += documents.length;
        onProgress?.({ stage: 'fetch', done, total, unit: 'documents' });
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asStorageError(error, config.data);
  } finally {
    await cluster.close();
  }
  return done;
}

/** A killed process leaves its spool, which nobody reads again: its build goes on from what is staged. */
export async function removeAbandoned(folder: string, clock: Clock): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!SPOOL.test(name)) continue;
    const file = join(folder, name);
    // Another process may remove it at the same time.
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && clock.now() - found.mtimeMs > ABANDONED) await rm(file, { force: true });
  }
}
