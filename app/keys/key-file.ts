import Database from 'better-sqlite3';
import { AisleError, asLockedError, asStorageError, NewerFormatError } from '../../base/index.js';

/** 'AISK' in `application_id`: tells our file from another program's. */
const APPLICATION_ID = 0x4149534b;
const FORMAT = 1;
/** Milliseconds to wait for another process that writes. */
const BUSY_TIMEOUT = 2_000;

const SCHEMA = `
CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  name TEXT,
  roles TEXT NOT NULL,
  origins TEXT NOT NULL,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  previous_hash BLOB,
  previous_until INTEGER
) STRICT;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${FORMAT};
`;

/** A key as it is stored. */
export interface KeyRow {
  readonly id: string;
  readonly name: string | null;
  readonly roles: string;
  readonly origins: string;
  readonly hash: Buffer;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly previous_hash: Buffer | null;
  readonly previous_until: number | null;
}

/** Opens the file of keys, made when it is missing. Throws `bad_file` for what is none, `unavailable`, `storage_full`. */
export function openKeyFile(file: string): Database.Database {
  const db = named(file, () => new Database(file, { timeout: BUSY_TIMEOUT }));
  try {
    return named(file, () => {
      db.transaction(() => prepare(db, file)).immediate();
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      return db;
    });
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (id === 0 && tables === 0) db.exec(SCHEMA);
  else if (id !== APPLICATION_ID) throw new AisleError('bad_file', `${file} is no file of keys of Aisle`);
  else {
    const found = db.pragma('user_version', { simple: true }) as number;
    if (found !== FORMAT) throw new NewerFormatError('bad_file', file, { found, read: String(FORMAT) });
  }
}

/** Runs, with the errors of a locked file, a full disk and a foreign file named as such. */
function named<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')
      throw new AisleError('bad_file', `${file} is no file of keys of Aisle, or is damaged`, {
        cause: error,
      });
    throw asStorageError(asLockedError(error, file), file);
  }
}
