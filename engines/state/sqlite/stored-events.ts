import type Database from 'better-sqlite3';
import type { ShopperEvent } from '../shopper-event.js';
import { EVENT_COLUMNS, fromRow, type EventRow } from './rows.js';

/** Events that a migration holds in memory at once. */
const PAGE = 5_000;

/** All stored events in the order they were stored, in pages: for a step of the file's format that counts them. */
export function* storedEvents(db: Database.Database): Generator<ShopperEvent[]> {
  const page = db.prepare<[number, number], EventRow & { seq: number }>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  for (let rows = page.all(-1, PAGE); rows.length > 0; rows = page.all(rows.at(-1)?.seq ?? 0, PAGE))
    yield rows.map(fromRow);
}

/** The last version that the state was given. */
export function versionOf(db: Database.Database): number {
  return db.prepare<[], number>("SELECT value FROM meta WHERE name = 'version'").pluck().get() ?? 0;
}
