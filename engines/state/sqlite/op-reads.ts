import type Database from 'better-sqlite3';
import { removedOps } from '../memory-ops.js';
import type { LoggedOp } from '../op-log.js';
import { opOf, type OpRow } from './op-rows.js';

export interface OpReads {
  readOps(after: number, limit: number): LoggedOp[];
  lastOp(): number;
  countOps(): number;
}

export function prepareOpReads(db: Database.Database): OpReads {
  const pruned = db.prepare<[], number>("SELECT value FROM meta WHERE name = 'ops_pruned'").pluck();
  const page = db.prepare<[number, number], OpRow>(
    "SELECT seq, kind, id, body, time FROM ops WHERE seq > ? AND kind <> 'mark' ORDER BY seq LIMIT ?",
  );
  // Kept by SQLite beside the table: it stands when the rows are gone.
  const last = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'ops'").pluck();
  const count = db.prepare<[], number>("SELECT count(*) FROM ops WHERE kind <> 'mark'").pluck();
  return {
    // One snapshot for both: what was removed between them would be missing without a word.
    readOps: db.transaction((after: number, limit: number): LoggedOp[] => {
      const removed = pruned.get() ?? 0;
      if (after < removed) throw removedOps(after, removed);
      return page.all(after, limit).map(opOf);
    }),
    lastOp: () => last.get() ?? 0,
    countOps: () => count.get() ?? 0,
  };
}
