import Database from 'better-sqlite3';
import { AisleError, asStorageError, isLocked } from '../base/index.js';

/**
 * One holder at a time, over the processes of a machine. The lock is a transaction that SQLite holds open: the system
 * frees it with the process, so that a kill -9 leaves nothing to clean up. Throws `conflict` when it is taken, with
 * `taken` as its message.
 */
export function takeLock(path: string, taken: string): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (isLocked(error)) throw new AisleError('conflict', taken, { cause: error });
    throw asStorageError(error, path);
  }
  const held = db;
  return () => held.close();
}
