import type Database from 'better-sqlite3';
import type { Op } from '../op-log.js';
import { prepareOpWrites } from './op-writes.js';
import { keysOf, type ShopperEvent } from '../shopper-event.js';
import { historyEvent } from '../state-store.js';
import { prepareCounts } from './popularity.js';
import { EVENT_COLUMNS, fromRow, toRow, type EventRow } from './rows.js';

/** One write as it is sent to the writer's thread. */
export type Write =
  | { readonly op: 'append'; readonly events: readonly ShopperEvent[] }
  | { readonly op: 'erase'; readonly shopper: string }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | OpWrite;

/** Writes of the op log. */
export type OpWrite =
  | { readonly op: 'append-ops'; readonly ops: readonly Op[] }
  | { readonly op: 'mark-ops' }
  | { readonly op: 'prune-ops'; readonly upTo: number }
  /** At most so many ids. */
  | { readonly op: 'compact-ops'; readonly limit: number };

/** What a write answers: news by event, numbers by op, how many went, nothing. */
export type WriteResult = boolean[] | number[] | number | undefined;

/** The statements of the one writing connection; each call runs inside a transaction of the caller. */
export function prepareWrites(db: Database.Database): (write: Write) => WriteResult {
  const insert = db.prepare<EventRow>(
    `INSERT INTO events (${EVENT_COLUMNS}) VALUES (${EVENT_COLUMNS.split(', ')
      .map((name) => `@${name}`)
      .join(', ')}) ON CONFLICT (event_id) DO NOTHING`,
  );
  const link = db.prepare<
    [string, number, number, number | bigint, string | null, string | null, number | null]
  >('INSERT INTO shopper_events VALUES (?, ?, ?, ?, ?, ?, ?)');
  const unlink = db.prepare<[string, number, number, number]>(
    'DELETE FROM shopper_events WHERE shopper = ? AND telling = ? AND time = ? AND seq = ?',
  );
  const touch = db.prepare<[string, number, number]>(
    `INSERT INTO shoppers VALUES (?, ?, ?)
     ON CONFLICT (shopper) DO UPDATE SET version = excluded.version, own = own + excluded.own`,
  );
  const forget = db.prepare<[string, string]>(
    'DELETE FROM shoppers WHERE shopper = ? AND NOT EXISTS (SELECT 1 FROM shopper_events WHERE shopper = ?)',
  );
  const next = db
    .prepare<[], number>("UPDATE meta SET value = value + 1 WHERE name = 'version' RETURNING value")
    .pluck();
  const found = db.prepare<[string], EventRow & { seq: number }>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE seq IN (SELECT seq FROM shopper_events WHERE shopper = ?)`,
  );
  const remove = db.prepare<[number]>('DELETE FROM events WHERE seq = ?');
  const put = db.prepare<[string, string]>(
    'INSERT INTO vals VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );

  const counts = prepareCounts(db);

  /** Gives each touched key a new version, and `own` more or fewer events of its own. */
  const touchAll = (touched: ReadonlyMap<string, number>, version: number): void => {
    for (const [shopper, own] of touched) touch.run(shopper, version, own);
  };

  const append = (events: readonly ShopperEvent[]): boolean[] => {
    const touched = new Map<string, number>();
    const version = next.get() ?? 0;
    const stored: ShopperEvent[] = [];
    const fresh = events.map((event) => {
      const { changes, lastInsertRowid } = insert.run(toRow(event));
      if (changes === 0) return false;
      stored.push(event);
      const said = historyEvent(event);
      const { productId = null, type = null, rating = null } = said ?? {};
      for (const key of keysOf(event)) {
        link.run(key, Number(said !== undefined), event.time, lastInsertRowid, productId, type, rating);
        touched.set(key, (touched.get(key) ?? 0) + Number(key === event.shopper));
      }
      return true;
    });
    touchAll(touched, version);
    counts.add(stored, version);
    return fresh;
  };

  const erase = (shopper: string): number => {
    const touched = new Map<string, number>();
    const rows = found.all(shopper);
    if (rows.length === 0) return 0;
    const version = next.get() ?? 0;
    const gone: ShopperEvent[] = [];
    for (const row of rows) {
      const event = fromRow(row);
      gone.push(event);
      const telling = Number(historyEvent(event) !== undefined);
      for (const key of keysOf(event)) {
        unlink.run(key, telling, event.time, row.seq);
        touched.set(key, (touched.get(key) ?? 0) - Number(key === event.shopper));
      }
      remove.run(row.seq);
    }
    touchAll(touched, version);
    counts.remove(gone, version);
    for (const key of touched.keys()) forget.run(key, key);
    return rows.length;
  };

  const writeOps = prepareOpWrites(db);
  return (write) => {
    switch (write.op) {
      case 'append':
        return append(write.events);
      case 'erase':
        return erase(write.shopper);
      case 'put':
        put.run(write.key, write.value);
        return undefined;
      case 'append-ops':
      case 'mark-ops':
      case 'prune-ops':
      case 'compact-ops':
        return writeOps(write);
    }
  };
}
