import Database from 'better-sqlite3';
import { AisleError, NewerFormatError } from '../../../base/index.js';
import { FIRST_VERSION, MIGRATIONS } from './migrations.js';

/** Version of the on-disk format, in `user_version`. */
const FORMAT_VERSION = FIRST_VERSION + MIGRATIONS.length;
/** 'AISL' in `application_id`: tells our file from another program's. */
const APPLICATION_ID = 0x4149534c;

/**
 * `seq` is never used twice (AUTOINCREMENT), so ties in time have a lasting order.
 * `shopper_events` holds each key's events side by side, and of the telling ones what a history says: every search
 * reads one, and a look-up of each event by itself would cost it more than all its other work.
 * `shoppers.version` comes from the one counter in `meta`, so a version never returns after an erasure.
 */
const SCHEMA = `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  action TEXT NOT NULL,
  shopper TEXT NOT NULL,
  aliases TEXT,
  session_id TEXT,
  query_id TEXT,
  user_query TEXT,
  product_id TEXT,
  position INTEGER,
  rating REAL,
  time INTEGER NOT NULL,
  raw TEXT NOT NULL
) STRICT;
CREATE TABLE shopper_events (
  shopper TEXT NOT NULL,
  telling INTEGER NOT NULL,
  time INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  product_id TEXT,
  type TEXT,
  rating REAL,
  PRIMARY KEY (shopper, telling, time, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE shoppers (
  shopper TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  own INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE vals (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('version', 0);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${FIRST_VERSION};
`;

/** Opens the file for writing, creates or checks its format. Throws what SQLite throws, or `bad_file`. */
export function openForWriting(file: string, busyTimeout: number): Database.Database {
  const db = new Database(file, { timeout: busyTimeout });
  try {
    // Read before anything is written: a file of another program stays as it was.
    checkOwner(db, file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // 16 MiB between two copies into the file: each copy waits for the disk, and so does who writes then.
    db.pragma('wal_autocheckpoint = 4000');
    // Erased means overwritten, not only unlinked.
    db.pragma('secure_delete = ON');
    upgrade(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** All steps or none; where there is nothing to do nothing is written: a file on a full disk must open. */
function upgrade(db: Database.Database): void {
  if (version(db) === FORMAT_VERSION) return;
  db.transaction(() => {
    // Asked again: another process may have done it meanwhile.
    if (version(db) === 0) db.exec(SCHEMA);
    for (const migrate of MIGRATIONS.slice(version(db) - FIRST_VERSION)) migrate(db);
    db.pragma(`user_version = ${FORMAT_VERSION}`);
  }).immediate();
}

/** Opens the file for reading beside the writer. */
export function openForReading(file: string, busyTimeout: number): Database.Database {
  const db = new Database(file, { timeout: busyTimeout, fileMustExist: true });
  db.pragma('query_only = ON');
  return db;
}

/** Throws `bad_file` for a file of another program and of another format. */
export function checkOwner(db: Database.Database, file: string): void {
  const found = version(db);
  const owner = db.pragma('application_id', { simple: true }) as number;
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables === 0) return;
  if (owner !== APPLICATION_ID) {
    throw new AisleError('bad_file', `${file} is a SQLite file of another program, not an Aisle state file`);
  }
  const read = `${FIRST_VERSION} to ${FORMAT_VERSION}`;
  if (found > FORMAT_VERSION) throw new NewerFormatError('bad_file', file, { found, read });
  if (found < FIRST_VERSION) {
    throw new AisleError(
      'bad_file',
      `${file} was written by an older Aisle (format ${found}; this one reads ${read})`,
    );
  }
}

function version(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
