import { createHash } from 'node:crypto';
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

/** Milliseconds to wait for another process that writes, where nothing else is said. */
const BUSY_TIMEOUT = 2_000;
/** Bytes of a row's checksum, which follows the vector. */
const SUM = 8;

/** A row that is not what was written. SQLite notices damage to its own structure alone, not inside a vector. */
class WrongSum extends Error {}

/** Whether the file is damaged, by SQLite's codes (some are told more exactly: SQLITE_CORRUPT_INDEX) or by ours. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof WrongSum || (typeof code === 'string' && /^SQLITE_(CORRUPT|NOTADB)/.test(code));
}

/**
 * Opens or creates the cache. It holds nothing that cannot be computed again: a damaged file is put aside and begun
 * anew, whenever the damage shows, and one that another process keeps locked is done without; both are logged.
 */
export function openEmbeddingCache(path: string, options: CacheOptions): EmbeddingCache {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return new MendingCache(path, options, open(path, options));
  } catch (error) {
    if (!isDamage(error)) throw asStorageError(error, path);
    return new MendingCache(path, options, beginAnew(path, options));
  }
}

export interface CacheOptions {
  readonly log: Logger;
  /** Milliseconds to wait for another process that writes: the calling thread stands still. */
  readonly patience?: number;
}

/** Puts a damaged file aside, where it can be looked at, and opens an empty one. */
function beginAnew(path: string, options: CacheOptions): EmbeddingCache {
  options.log.warn({ file: path }, 'the embedding cache is damaged; it is put aside and begun anew');
  renameSync(path, `${path}.damaged`);
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  return open(path, options);
}

/** A cache that is begun anew when damage shows while it is in use. */
class MendingCache implements EmbeddingCache {
  readonly #path: string;
  readonly #options: CacheOptions;
  #current: EmbeddingCache;

  constructor(path: string, options: CacheOptions, current: EmbeddingCache) {
    this.#path = path;
    this.#options = options;
    this.#current = current;
  }

  /** Of keys asked for together none is there when one lies in the damage: so all of them are written to the new file. */
  read(keys: readonly string[], dimensions: number): (Float32Array | undefined)[] {
    return this.#mending(() => this.#current.read(keys, dimensions));
  }

  write(keys: readonly string[], rows: Float32Array, dimensions: number): void {
    this.#mending(() => this.#current.write(keys, rows, dimensions));
  }

  close(): void {
    this.#current.close();
  }

  /** Does it once more on the new file; damage to that one as well is more than a damaged file. */
  #mending<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#current.close();
      this.#current = beginAnew(this.#path, this.#options);
      return work();
    }
  }
}

function open(path: string, { log, patience = BUSY_TIMEOUT }: CacheOptions): EmbeddingCache {
  const db = new Database(path, { timeout: patience });
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

function sumOf(name: Buffer, row: Buffer): Buffer {
  return createHash('sha256').update(name).update(row).digest().subarray(0, SUM);
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
        const name = Buffer.from(key, 'hex');
        const row = Buffer.from(rows.slice(i * dimensions, (i + 1) * dimensions).buffer);
        insert.run(name, Buffer.concat([row, sumOf(name, row)]));
      });
    });
  }

  read(keys: readonly string[], dimensions: number): (Float32Array | undefined)[] {
    const bytes = dimensions * Float32Array.BYTES_PER_ELEMENT;
    return keys.map((key) => {
      const name = Buffer.from(key, 'hex');
      const blob = this.#select.get(name);
      // Without a sum: kept before there were sums.
      if (blob === undefined || (blob.length !== bytes && blob.length !== bytes + SUM)) return undefined;
      const row = blob.subarray(0, bytes);
      if (blob.length > bytes && !sumOf(name, row).equals(blob.subarray(bytes))) throw new WrongSum();
      const vector = new Float32Array(dimensions);
      row.copy(new Uint8Array(vector.buffer));
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
