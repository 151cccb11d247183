import { existsSync } from 'node:fs';
import { asStateError } from './errors.js';
import { checkOwner, openForReading } from './schema.js';

/** What a state file is. */
export interface StateCheck {
  /** Version of its format. */
  readonly format: number;
  readonly events: number;
}

/** Milliseconds to wait for a lock. */
const BUSY_TIMEOUT = 2_000;

/**
 * Reads a state file through, beside whoever writes to it; undefined where there is none. Takes as long as reading it
 * from the disk does, on the calling thread: for a command, not for a server. Throws `corrupt`, `bad_file`, `unavailable`.
 */
export function checkSqliteState(file: string): StateCheck | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const db = openForReading(file, BUSY_TIMEOUT);
    try {
      checkOwner(db, file);
      const [problem] = db.prepare<[], string>('PRAGMA quick_check(1)').pluck().all();
      if (problem !== 'ok') throw Object.assign(new Error(problem), { code: 'SQLITE_CORRUPT' });
      const format = db.pragma('user_version', { simple: true }) as number;
      return { format, events: db.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0 };
    } finally {
      db.close();
    }
  } catch (error) {
    throw asStateError(error, file);
  }
}
