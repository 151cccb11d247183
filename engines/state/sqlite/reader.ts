import { LRUCache } from 'lru-cache';
import type { LoggedOp } from '../op-log.js';
import { prepareOpReads } from './op-reads.js';
import type { Consent } from '../consents.js';
import type { ShopperEvent } from '../shopper-event.js';
import type { History, Page } from '../state-store.js';
import {
  EVENT_COLUMNS,
  fromRow,
  HISTORY_COLUMNS,
  historyOf,
  type EventRow,
  type HistoryRow,
} from './rows.js';
import { prepareConsentReads } from './consents.js';
import { prepareCountReads, type CountReads } from './popularity.js';
import { preparePurchaseReads, type PurchaseReads } from './purchase-reads.js';
import { openForReading } from './schema.js';
import { prepareSearchLogReads, type SearchLogReads } from './search-log.js';
import { prepareOwnSessions, READ_SESSIONS } from './sessions.js';

const columns = EVENT_COLUMNS.split(', ')
  .map((name) => `e.${name}`)
  .join(', ');

/** Shoppers whose last history is remembered: those who are searching now. */
const REMEMBERED_SHOPPERS = 256;

/** Reads by prepared statements on the calling thread: each is a few index look-ups. */
export interface Reader extends PurchaseReads {
  history(shopper: string, limit: number): History;
  exportShopper(shopper: string, page: Page): ShopperEvent[];
  /** The key, and the sessions that are this user's alone. */
  keys(shopper: string): string[];
  consents(shoppers: readonly string[]): ReadonlyMap<string, Consent>;
  readonly searches: SearchLogReads;
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
  const ownSessions = prepareOwnSessions(db);
  const last = db.prepare<[string, number], HistoryRow & { seq: number }>(
    `SELECT seq, ${HISTORY_COLUMNS} FROM shopper_events
     WHERE shopper = ? AND telling = 1 ORDER BY time DESC, seq DESC LIMIT ?`,
  );
  const all = db.prepare<[string, number, number], EventRow>(
    `SELECT ${columns} FROM events e WHERE e.seq IN
       (SELECT seq FROM shopper_events WHERE shopper IN (SELECT value FROM json_each(?)))
     ORDER BY e.time, e.seq LIMIT ? OFFSET ?`,
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
    const most = Math.max(0, Math.trunc(limit));
    const rows = new Map<number, HistoryRow>();
    for (const under of [shopper, ...ownSessions(shopper, READ_SESSIONS)])
      for (const row of last.all(under, most)) rows.set(row.seq, row);
    const events = [...rows]
      .sort(([a, { time }], [b, { time: other }]) => other - time || b - a)
      .slice(0, most)
      .map(([, row]) => historyOf(row));
    const found = { events, version: known };
    remember.set(key, found);
    return found;
  });
  return {
    history: (shopper, limit) => history(shopper, limit),
    exportShopper: (shopper, { offset, limit }) =>
      all.all(JSON.stringify([shopper, ...ownSessions(shopper)]), limit, offset).map(fromRow),
    keys: (shopper) => [shopper, ...ownSessions(shopper)],
    consents: prepareConsentReads(db),
    searches: prepareSearchLogReads(db),
    ...preparePurchaseReads(db),
    get: (key) => value.get(key),
    counts: () => ({ events: events.get() ?? 0, shoppers: shoppers.get() ?? 0 }),
    ...prepareOpReads(db),
    popularity: prepareCountReads(db),
    forget: () => remember.clear(),
    close: () => db.close(),
  };
}
