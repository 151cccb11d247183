import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { sha256, type Logger } from '../../base/index.js';

/** Vectors by content. Losing it costs time, never truth: no call throws for the state of the file. */
export interface EmbeddingCache {
  /** The row of each key, in order; undefined where it is not known. */
  read(keys: readonly string[], dimensions: number): (Float32Array | undefined)[];
  /** Row-major rows, one a key. */
  write(keys: readonly string[], rows: Float32Array, dimensions: number): void;
  close(): void;
}

/** Names the vector of a text under an embedder: SHA-256 of its identity and the text. */
export function vectorKey(identity: string, text: string): string {
  return sha256(`${identity}\u0000${text}`);
}

/** Milliseconds to wait for another process's lock before going on without the cache. */
const BUSY_TIMEOUT = 2_000;

/** Opens or creates the cache. A damaged file is put aside; one that cannot be used is done without, with a warning. */
export function openEmbeddingCache(path: string, { log }: { readonly log: Logger }): EmbeddingCache {
  let db: Database.Database | undefined;
  const giveUp = (error: unknown): void => {
    log.warn({ path, reason: codeOf(error) }, 'the embedding cache cannot be used; going on without it');
    try {
      db?.close();
    } catch {
      // It is being dropped.
    }
    db = undefined;
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      db = openFile(path);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      log.warn(
        { path, reason: codeOf(error) },
        'the embedding cache is damaged; it is put aside and begun anew',
      );
      renameSync(path, `${path}.damaged`);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      db = openFile(path);
    }
  } catch (error) {
    giveUp(error);
  }

  return {
    read: (keys, dimensions) => {
      if (db === undefined) return keys.map(() => undefined);
      try {
        const select = db.prepare<[Buffer], Buffer>('SELECT row FROM vectors WHERE key = ?').pluck();
        return keys.map((key) => decode(select.get(Buffer.from(key, 'hex')), dimensions));
      } catch (error) {
        giveUp(error);
        return keys.map(() => undefined);
      }
    },
    write: (keys, rows, dimensions) => {
      if (db === undefined) return;
      try {
        const insert = db.prepare('INSERT OR REPLACE INTO vectors (key, row) VALUES (?, ?)');
        db.transaction(() => {
          keys.forEach((key, at) => {
            const row = rows.subarray(at * dimensions, (at + 1) * dimensions);
            insert.run(Buffer.from(key, 'hex'), Buffer.from(row.buffer, row.byteOffset, row.byteLength));
          });
        })();
      } catch (error) {
        giveUp(error);
      }
    },
    close: () => {
      db?.close();
      db = undefined;
    },
  };
}

function openFile(path: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT });
  try {
    db.pragma('journal_mode = WAL');
    // What a power cut takes is computed again.
    db.pragma('synchronous = NORMAL');
    db.exec('CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function decode(bytes: Buffer | undefined, dimensions: number): Float32Array | undefined {
  if (bytes?.length !== dimensions * 4) return undefined;
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

function isDamaged(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
