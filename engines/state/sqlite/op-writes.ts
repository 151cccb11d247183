import type Database from 'better-sqlite3';
import { folded, type CatalogChange } from '../../../catalog/index.js';
import type { Op } from '../op-log.js';
import { bodyOf, opOf, type OpRow } from './op-rows.js';

/** Writes of the op log. */
export type OpWrite =
  | { readonly op: 'append-ops'; readonly ops: readonly Op[] }
  | { readonly op: 'mark-ops' }
  /** Numbers up to this one are not given any more. */
  | { readonly op: 'pass-ops'; readonly upTo: number }
  | { readonly op: 'prune-ops'; readonly upTo: number }
  /** At most so many ids. */
  | { readonly op: 'compact-ops'; readonly limit: number };

/** Makes the log. A mark has no id and no body; `ops_pruned`: up to where the log was removed. */
export function addOps(db: Database.Database): void {
  db.exec(`
    CREATE TABLE ops (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      id TEXT,
      body TEXT,
      time INTEGER
    ) STRICT;
    CREATE INDEX ops_of_id ON ops (id, seq);
    INSERT INTO meta VALUES ('ops_pruned', 0);
  `);
}

/** The statements that change the op log; each call runs inside a transaction of the caller. */
export function prepareOpWrites(db: Database.Database): (write: OpWrite) => number[] | number {
  const insert = db.prepare<[string, string | null, string | null, number | null]>(
    'INSERT INTO ops (kind, id, body, time) VALUES (?, ?, ?, ?)',
  );
  const markAt = db.prepare<[number, number]>(
    `INSERT INTO ops (seq, kind) SELECT ?, 'mark'
     WHERE ? > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'ops'), 0)`,
  );
  const removeUpTo = db.prepare<[number]>("DELETE FROM ops WHERE seq <= ? AND kind <> 'mark'");
  const removeMarks = db.prepare<[number]>('DELETE FROM ops WHERE seq <= ?');
  const prunedTo = db.prepare<[number]>(
    `UPDATE meta SET value = max(value, min(?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'ops'), 0)))
     WHERE name = 'ops_pruned'`,
  );
  const marks = db.prepare<[], number>("SELECT seq FROM ops WHERE kind = 'mark' ORDER BY seq").pluck();
  const repeated = db
    .prepare<[number, number, number], string>(
      `SELECT id FROM ops WHERE id IS NOT NULL AND seq > ? AND seq <= ?
       GROUP BY id HAVING count(*) > 1 LIMIT ?`,
    )
    .pluck();
  const ofId = db.prepare<[string, number, number], OpRow>(
    'SELECT seq, kind, id, body, time FROM ops WHERE id = ? AND seq > ? AND seq <= ? ORDER BY seq',
  );
  const remove = db.prepare<[string, number, number]>('DELETE FROM ops WHERE id = ? AND seq > ? AND seq < ?');
  const replace = db.prepare<[string, string | null, number]>(
    'UPDATE ops SET kind = ?, body = ? WHERE seq = ?',
  );

  const append = (ops: readonly Op[]): number[] =>
    ops.map(({ change, time }) =>
      Number(insert.run(change.kind, change.id, bodyOf(change), time).lastInsertRowid),
    );

  const prune = (upTo: number): number => {
    const { changes } = removeUpTo.run(upTo);
    removeMarks.run(upTo);
    prunedTo.run(upTo);
    return changes;
  };

  const compact = (limit: number): number => {
    const bounds = [0, ...marks.all(), Number.MAX_SAFE_INTEGER];
    for (const [i, from] of bounds.slice(0, -1).entries()) {
      const to = bounds[i + 1] ?? from;
      const ids = repeated.all(from, to, limit);
      // The caller comes again for the rest: other writes get their turn.
      if (ids.length > 0) return ids.reduce((gone, id) => gone + foldAll(id, from, to), 0);
    }
    return 0;
  };
  const foldAll = (id: string, from: number, to: number): number => {
    const ops = ofId.all(id, from, to).map(opOf);
    const last = ops.at(-1);
    if (last === undefined) return 0;
    const change = ops.map((op): CatalogChange => op.change).reduce(folded);
    replace.run(change.kind, bodyOf(change), last.seq);
    return remove.run(id, from, last.seq).changes;
  };

  return (write) => {
    switch (write.op) {
      case 'append-ops':
        return append(write.ops);
      case 'mark-ops':
        return Number(insert.run('mark', null, null, null).lastInsertRowid);
      case 'pass-ops':
        return markAt.run(write.upTo, write.upTo).changes;
      case 'prune-ops':
        return prune(write.upTo);
      case 'compact-ops':
        return compact(write.limit);
    }
  };
}
