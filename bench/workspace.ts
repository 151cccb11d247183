import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAisle, type Aisle, type Config } from '../app/index.js';
import { silentLogger, type OnProgress } from '../base/index.js';
import type { Embedder } from '../engines/embedder/index.js';

/** What every bench is given. */
export interface BenchOptions {
  /** Settings of the installation; the benches replace its folder. */
  readonly config: Config;
  /** Folder that is kept, so that embeddings are not made again; absent: a temporary one, removed afterwards. */
  readonly work?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Runs with a folder to work in. */
export async function withWorkspace<T>(
  kept: string | undefined,
  run: (folder: string) => Promise<T>,
): Promise<T> {
  if (kept !== undefined) {
    await mkdir(kept, { recursive: true });
    return run(kept);
  }
  const folder = await mkdtemp(join(tmpdir(), 'aisle-bench-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Installation {
  readonly folder: string;
  readonly file: string;
  /** A map as read from JSON. */
  readonly map?: unknown;
  readonly model: Config['embedder']['model'];
  /** In place of the model's own. */
  readonly embedder?: Embedder;
}

/** Opens an installation of its own on a product file, indexed and published, and closes it whatever happens. */
export async function withInstallation<T>(
  { config, onProgress }: BenchOptions,
  { folder, file, map, model, embedder }: Installation,
  run: (aisle: Aisle) => Promise<T>,
): Promise<T> {
  const own: Config = {
    ...config,
    data: folder,
    embedder: { ...config.embedder, model },
    // What is measured is made each time.
    search: { ...config.search, sharedMemory: 0 },
  };
  const aisle = await openAisle(own, {
    log: silentLogger,
    ...(embedder === undefined ? {} : { embedder }),
  });
  try {
    await aisle.reindex({
      file,
      map,
      publish: true,
      fresh: false,
      force: true,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return await run(aisle);
  } finally {
    await aisle.close();
  }
}
