import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAisleError } from '../../base/index.js';
import { readCatalog, type CatalogMap, type CatalogRow } from '../../catalog/index.js';

export const NOW = Date.UTC(2026, 0, 1);

/** Two rows that nothing is wrong with. */
export const A = '{"id":"a","title":"Lamp"}';
export const B = '{"id":"b","title":"Table"}';

export const lines = (...rows: string[]) => rows.map((row) => `${row}\n`).join('');

/** Runs `work` on an empty folder, which is removed after. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-catalog-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `work` on a file with this content; the file is removed after. */
export const withFile = <T>(content: string | Uint8Array, work: (file: string) => Promise<T>): Promise<T> =>
  withFolder(async (folder) => {
    const file = join(folder, 'catalog');
    await writeFile(file, content);
    return work(file);
  });

export interface Outcome {
  readonly rows: readonly CatalogRow[];
  /** What reading ended with, where it did not reach the end: the code and the message of an AisleError. */
  readonly code?: string;
  readonly message?: string;
}

/** Everything that reading a file gives, and how it ends. Errors of another family are passed on. */
export async function readAll(file: string, map?: CatalogMap): Promise<Outcome> {
  const rows: CatalogRow[] = [];
  try {
    for await (const batch of readCatalog(file, { now: NOW, ...(map === undefined ? {} : { map }) }))
      rows.push(...batch);
    return { rows };
  } catch (error) {
    if (!isAisleError(error)) throw error;
    return { rows, code: error.code, message: error.message };
  }
}

export const readContent = (content: string | Uint8Array, map?: CatalogMap): Promise<Outcome> =>
  withFile(content, (file) => readAll(file, map));

/** `id: title`, or `line 3: malformed_json`; repairs in brackets. */
export const brief = ({ rows }: Outcome): string[] =>
  rows.map((row) => {
    if (row.kind === 'rejected') return `line ${row.line}: ${row.reason}`;
    const repairs = row.repairs.length === 0 ? '' : ` [${row.repairs.map(({ reason }) => reason).join(' ')}]`;
    return `${row.product.id}: ${row.product.title}${repairs}`;
  });
