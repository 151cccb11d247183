import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { pack, type Pack } from 'tar-stream';
import { AisleError, asStorageError, commitFile, sha256, type Clock } from '../../base/index.js';
import { createFileRegistry, layoutOf } from '../../indexer/index.js';
import type { Config } from '../config.js';
import { BACKUP_FORMAT, LIST, MANIFEST, type BackupEntry } from './contents.js';

/** Folders whose files never change once they are there. */
const FOLDERS = ['generations', 'vectors', 'demo'];
const STATE = 'state.db';
/** Copied as they are at one moment, where they are. */
const DATABASES = [STATE, 'keys.db'];

export interface BackupReport {
  readonly file: string;
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
}

/**
 * Writes everything that an installation on this machine knows into one tar file: its generations, its vectors, its state
 * with the live updates. Servers go on meanwhile; a reindex waits. Only the embedding cache is left out, which is computed
 * again. Throws `conflict` while a reindex runs, `unprocessable` where the products lie elsewhere, `not_found` where there
 * is no installation, `storage_full`; a file that was there then stays.
 */
export async function backup(
  config: Config,
  file: string,
  { clock }: { readonly clock: Clock },
): Promise<BackupReport> {
  const { data, lexical, elasticsearch } = config;
  if (lexical.engine !== 'embedded') {
    const { prefix, index } = elasticsearch;
    const how =
      index === undefined
        ? `products, what is live and the log of live updates are the cluster's: take one snapshot of ${prefix}-* there and copy ${data}`
        : `the products are those of ${index} (elasticsearch.index), and all else is in the data folder: copy ${data}`;
    const message = `a backup holds installations of the embedded engine; with ${lexical.engine} ${how}, while no server runs`;
    throw new AisleError('unprocessable', message);
  }
  await stat(join(data, STATE)).catch((cause: unknown) => {
    throw new AisleError('not_found', `${data} holds no installation`, { cause });
  });
  const target = resolve(file);
  const part = `${target}.part-${process.pid}`;
  // Beside the file, on the disk that is to hold it.
  const folder = await mkdtemp(join(dirname(target), '.aisle-backup-')).catch((cause: unknown) => {
    throw new AisleError('bad_request', `${dirname(target)} is no folder that can be written`, { cause });
  });
  // No generation comes or goes meanwhile.
  const lock = await createFileRegistry(layoutOf(data))
    .lock()
    .catch(async (error: unknown) => {
      await rm(folder, { recursive: true });
      throw error;
    });
  try {
    // Before the state: what is live then has all its updates in there.
    const manifest = await readFile(join(data, MANIFEST)).catch(() => undefined);
    const databases: string[] = [];
    for (const name of DATABASES) {
      if (await copyDatabase(join(data, name), join(folder, name))) databases.push(name);
    }
    const archive = pack();
    const written = pipeline(archive, createWriteStream(part));
    const [entries] = await Promise.all([
      fill(archive, { data, manifest, folder, databases, clock }),
      written,
    ]);
    await commitFile(part, target);
    return { file: target, files: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
  } catch (error) {
    throw asStorageError(error, target);
  } finally {
    await lock.release();
    await rm(part, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sources {
  readonly data: string;
  readonly manifest: Buffer | undefined;
  /** Where the copies of the databases lie. */
  readonly folder: string;
  readonly databases: readonly string[];
  readonly clock: Clock;
}

async function fill(
  archive: Pack,
  { data, manifest, folder: copies, databases, clock }: Sources,
): Promise<BackupEntry[]> {
  try {
    const entries: BackupEntry[] = [];
    for (const folder of FOLDERS) {
      for (const path of await filesIn(data, folder))
        entries.push(await addFile(archive, path, join(data, path)));
    }
    for (const name of databases) entries.push(await addFile(archive, name, join(copies, name)));
    if (manifest !== undefined) entries.push(addText(archive, MANIFEST, manifest));
    const createdAt = new Date(clock.now()).toISOString();
    addText(archive, LIST, Buffer.from(JSON.stringify({ format: BACKUP_FORMAT, createdAt, entries })));
    archive.finalize();
    return entries;
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
}

/** Paths from `root`, with forward slashes, sorted. */
async function filesIn(root: string, folder: string): Promise<string[]> {
  const found = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const paths = await Promise.all(
    found.map(async (each) => {
      const path = `${folder}/${each.name}`;
      return each.isDirectory() ? filesIn(root, path) : each.isFile() ? [path] : [];
    }),
  );
  return paths.flat().sort();
}

async function addFile(archive: Pack, path: string, source: string): Promise<BackupEntry> {
  const { size } = await stat(source);
  const hash = createHash('sha256');
  const entry = archive.entry({ name: path, size });
  await pipeline(
    createReadStream(source),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    entry,
  );
  return { path, size, sha256: hash.digest('hex') };
}

function addText(archive: Pack, path: string, text: Buffer): BackupEntry {
  archive.entry({ name: path }, text);
  return { path, size: text.length, sha256: sha256(text) };
}

/** A database as it is at one moment, however much is written to it; answers whether there is one. */
async function copyDatabase(source: string, target: string): Promise<boolean> {
  if ((await stat(source).catch(() => undefined)) === undefined) return false;
  const db = new Database(source, { fileMustExist: true });
  try {
    // All pages in one step: a copy in several begins anew with each write of another process.
    await db.backup(target, { progress: () => 0x7fff_ffff });
    return true;
  } finally {
    db.close();
  }
}
