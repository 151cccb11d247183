import { join } from 'node:path';

/** Where everything of the catalogue lies in an installation's folder. */
export interface Layout {
  readonly root: string;
  readonly manifest: string;
  /** Held for the moment of a switch. */
  readonly manifestLock: string;
  readonly lock: string;
  readonly generations: string;
  readonly vectors: string;
  readonly builds: string;
}

export function layoutOf(dataDir: string): Layout {
  return {
    root: dataDir,
    manifest: join(dataDir, 'manifest.json'),
    manifestLock: join(dataDir, 'manifest.lock'),
    lock: join(dataDir, 'reindex.lock'),
    generations: join(dataDir, 'generations'),
    vectors: join(dataDir, 'vectors'),
    builds: join(dataDir, 'builds'),
  };
}

/** Inside a generation's folder, and inside a build's, which becomes one by a rename. */
export const INSIDE = {
  meta: 'meta.json',
  products: 'products',
  report: 'report.ndjson',
  staging: 'staging.db',
  build: 'build.json',
} as const;
