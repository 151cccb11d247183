import { LRUCache } from 'lru-cache';
import type { LoggedOp } from '../op-log.js';
import { prepareOpReads } from './op-reads.js';
import type { ShopperEvent } from '../shopper-event.js';
import type { History } from '../state-store.js';
import {
  EVENT_COLUMNS,
  fromRow,
  HISTORY_COLUMNS,
  historyOf,
  type EventRow,
  type HistoryRow,
} from './rows.js';
import { prepareCountReads, type CountReads } from './popularity.js';
import { openForReading } from './schema.js';

const columns = EVENT_COLUMNS.split(', ')
  .map((name) => `e.${name}`)
  .join(', ');

/** Shoppers whose last history is remembered: those who are searching now. */
const REMEMBERED_SHOPPERS = 256;

/** Reads by prepared statements on the calling thread: each is a few index look-ups. */
export interface Reader {
  history(shopper: string, limit: number): History;
  exportShopper(shopper: string): ShopperEvent[];
  get(key: string): string | undefined;
  counts(): { events: number; shoppers: number };
  readOps(after: number, limit: number): LoggedOp[];
  lastOp(): number;
  countOps(): number;
  readonly popularity: CountReads;
  /** Drops what is remembered of anybody: nothing of an erased shopper stays in memory. */
  forget(): void;
  close(): void;
}

export function openReader(file: string, busyTimeout: number): Reader {
  const db = openForReading(file, busyTimeout);
  const version = db.prepare<[string], number>('SELECT version FROM shoppers WHERE shopper = ?').pluck();
  const last = db.prepare<[string, number], HistoryRow>(
    `SELECT ${HISTORY_COLUMNS} FROM shopper_events
     WHERE shopper = ? AND telling = 1 ORDER BY time DESC, seq DESC LIMIT ?`,
  );
  const all = db.prepare<[string], EventRow>(
    `SELECT ${columns} FROM shopper_events s JOIN events e ON e.seq = s.seq
     WHERE s.shopper = ? ORDER BY s.time, s.seq`,
  );
  const value = db.prepare<[string], string>('SELECT value FROM vals WHERE key = ?').pluck();
  const events = db.prepare<[], number>('SELECT count(*) FROM events').pluck();
  const shoppers = db.prepare<[], number>('SELECT count(*) FROM shoppers WHERE own > 0').pluck();
  // A version is never used twice for a key, so that what was read under it stays true.
  const remember = new LRUCache<string, History>({ max: REMEMBERED_SHOPPERS });
  // One snapshot for both statements: a version never goes with another state's events.
  const history = db.transaction((shopper: string, limit: number): History => {
    const known = version.get(shopper);
    if (known === undefined) return { events: [], version: 0 };
    const key = `${limit} ${shopper}`;
    const remembered = remember.get(key);
    if (remembered?.version === known) return remembered;
    const events = last.all(shopper, Math.max(0, Math.trunc(limit))).map(historyOf);
    const found = { events, version: known };
    remember.set(key, found);
    return found;
  });
  return {
    history: (shopper, limit) => history(shopper, limit),
    exportShopper: (shopper) => all.all(shopper).map(fromRow),
    get: (key) => value.get(key),
    counts: () => ({ events: events.get() ?? 0, shoppers: shoppers.get() ?? 0 }),
    ...prepareOpReads(db),
    popularity: prepareCountReads(db),
    forget: () => remember.clear(),
    close: () => db.close(),
  };
}
