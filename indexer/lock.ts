import Database from 'better-sqlite3';
import { AisleError, asStorageError } from '../base/index.js';

/**
 * One job at a time on an installation, over processes. The lock is a transaction that SQLite holds open: the system
 * frees it with the process, so that a kill -9 leaves nothing to clean up. Throws `conflict` when it is taken.
 */
export function takeLock(path: string): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))) {
      throw new AisleError('conflict', 'another reindex or prune is running on this installation', {
        cause: error,
      });
    }
    throw asStorageError(error, path);
  }
  const held = db;
  return () => held.close();
}
