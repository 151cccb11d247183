import type Database from 'better-sqlite3';
import { keysOf, type ShopperEvent } from '../shopper-event.js';
import { historyEvent } from '../state-store.js';
import { prepareCounts } from './popularity.js';
import { preparePurchaseWrites } from './purchase-writes.js';
import { EVENT_COLUMNS, fromRow, toRow, type EventRow } from './rows.js';
import { prepareSessions } from './sessions.js';

export interface EventWrites {
  /** For each event whether it was new. */
  append(events: readonly ShopperEvent[]): boolean[];
  /** Removes everything found under any of the keys, from its other keys and the counts too; answers how many went. */
  erase(shoppers: readonly string[]): number;
  /** The same for what happened before a time, at most so many. */
  sweep(before: number, limit: number): number;
}

type StoredRow = EventRow & { readonly seq: number };

export function prepareEvents(db: Database.Database): EventWrites {
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
  const found = db.prepare<[string], StoredRow>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE seq IN
       (SELECT seq FROM shopper_events WHERE shopper IN (SELECT value FROM json_each(?)))`,
  );
  const old = db.prepare<[number, number], StoredRow>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE time < ? ORDER BY time LIMIT ?`,
  );
  const remove = db.prepare<[number]>('DELETE FROM events WHERE seq = ?');
  const counts = prepareCounts(db);
  const purchases = preparePurchaseWrites(db);
  const sessions = prepareSessions(db);

  /** Gives each touched key a new version, and `own` more or fewer events of its own. */
  const touchAll = (touched: ReadonlyMap<string, number>, version: number): void => {
    for (const [shopper, own] of touched) touch.run(shopper, version, own);
  };
  const note = (touched: Map<string, number>, event: ShopperEvent, by: 1 | -1, version: number): void => {
    for (const key of keysOf(event))
      touched.set(key, (touched.get(key) ?? 0) + by * Number(key === event.shopper));
    for (const user of sessions.count(event, by, version)) touched.set(user, touched.get(user) ?? 0);
  };

  const append = (events: readonly ShopperEvent[]): boolean[] => {
    const touched = new Map<string, number>();
    const version = next.get() ?? 0;
    const stored: { seq: number | bigint; event: ShopperEvent }[] = [];
    const fresh = events.map((event) => {
      const { changes, lastInsertRowid } = insert.run(toRow(event));
      if (changes === 0) return false;
      stored.push({ seq: lastInsertRowid, event });
      const said = historyEvent(event);
      const { productId = null, type = null, rating = null } = said ?? {};
      for (const key of keysOf(event))
        link.run(key, Number(said !== undefined), event.time, lastInsertRowid, productId, type, rating);
      note(touched, event, 1, version);
      return true;
    });
    touchAll(touched, version);
    counts.add(
      stored.map(({ event }) => event),
      version,
    );
    purchases.add(stored);
    return fresh;
  };

  const removeAll = (rows: readonly StoredRow[]): number => {
    if (rows.length === 0) return 0;
    const touched = new Map<string, number>();
    const version = next.get() ?? 0;
    const gone = rows.map((row) => ({ seq: row.seq, event: fromRow(row) }));
    purchases.remove(gone);
    for (const { seq, event } of gone) {
      const telling = Number(historyEvent(event) !== undefined);
      for (const key of keysOf(event)) unlink.run(key, telling, event.time, seq);
      note(touched, event, -1, version);
      remove.run(seq);
    }
    touchAll(touched, version);
    counts.remove(
      gone.map(({ event }) => event),
      version,
    );
    for (const key of touched.keys()) forget.run(key, key);
    return rows.length;
  };

  return {
    append,
    erase: (shoppers) => removeAll(found.all(JSON.stringify(shoppers))),
    sweep: (before, limit) => removeAll(old.all(before, limit)),
  };
}
