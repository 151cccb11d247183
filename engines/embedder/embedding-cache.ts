import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { asStorageError, isLocked, sha256, type Logger } from '../../base/index.js';

/** Vectors of texts, kept between reindex runs. */
export interface EmbeddingCache {
  /** For each key its vector of that many dimensions, or undefined. */
  read(keys: readonly string[], dimensions: number): (Float32Array | undefined)[];
  /** Keeps row i under keys[i]. Throws `storage_full`. */
  write(keys: readonly string[], rows: Float32Array, dimensions: number): void;
  close(): void;
}

/** Names a vector by what made it: the embedder's identity and the text. */
export function vectorKey(identity: string, text: string): string {
  return sha256(`${identity}\n${text}`);
}

/** Milliseconds to wait for another process that writes. */
const BUSY_TIMEOUT = 2_000;
const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);
const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);

/**
 * Opens or creates the cache. It holds nothing that cannot be computed again: a damaged file is put aside and begun
 * anew, and one that another process keeps locked is done without; both are logged.
 */
export function openEmbeddingCache(path: string, { log }: { readonly log: Logger }): EmbeddingCache {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return open(path, log);
  } catch (error) {
    if (!DAMAGED.has(codeOf(error))) throw asStorageError(error, path);
    log.warn({ file: path }, 'the embedding cache is damaged; it is put aside and begun anew');
    renameSync(path, `${path}.damaged`);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path, log);
  }
}

function open(path: string, log: Logger): EmbeddingCache {
  const db = new Database(path, { timeout: BUSY_TIMEOUT });
  try {
    db.pragma('journal_mode = WAL');
    // What a power cut takes is computed again.
    db.pragma('synchronous = OFF');
    db.exec('CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID');
    return new SqliteCache(db, path, log);
  } catch (error) {
    db.close();
    if (isLocked(error)) {
      log.warn({ file: path }, 'the embedding cache is locked by another process; going on without it');
      return { read: (keys) => keys.map(() => undefined), write: () => undefined, close: () => undefined };
    }
    throw error;
  }
}

class SqliteCache implements EmbeddingCache {
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #log: Logger;
  readonly #select: Database.Statement<[Buffer], Buffer>;
  readonly #writeAll: (keys: readonly string[], rows: Float32Array, dimensions: number) => void;

  constructor(db: Database.Database, path: string, log: Logger) {
    this.#db = db;
    this.#path = path;
    this.#log = log;
    this.#select = db.prepare<[Buffer], Buffer>('SELECT vector FROM vectors WHERE key = ?').pluck();
    const insert = db.prepare<[Buffer, Buffer]>('INSERT OR REPLACE INTO vectors VALUES (?, ?)');
    this.#writeAll = db.transaction((keys: readonly string[], rows: Float32Array, dimensions: number) => {
      keys.forEach((key, i) => {
        const row = rows.slice(i * dimensions, (i + 1) * dimensions);
        insert.run(Buffer.from(key, 'hex'), Buffer.from(row.buffer));
      });
    });
  }

  read(keys: readonly string[], dimensions: number): (Float32Array | undefined)[] {
    return keys.map((key) => {
      const blob = this.#select.get(Buffer.from(key, 'hex'));
      if (blob?.length !== dimensions * 4) return undefined;
      const vector = new Float32Array(dimensions);
      blob.copy(new Uint8Array(vector.buffer));
      return vector;
    });
  }

  write(keys: readonly string[], rows: Float32Array, dimensions: number): void {
    try {
      this.#writeAll(keys, rows, dimensions);
    } catch (error) {
      if (!isLocked(error)) throw asStorageError(error, this.#path);
      this.#log.warn({ file: this.#path }, 'the embedding cache is locked; these vectors are not kept');
    }
  }

  close(): void {
    this.#db.close();
  }
}
