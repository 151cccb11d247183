import type Database from 'better-sqlite3';
import { countKeys, queryForm, type CountedState, type ProductCount } from '../popularity-store.js';
import type { ShopperEvent } from '../shopper-event.js';
import { storedEvents, versionOf } from './stored-events.js';

/** Counts by day; those under '' count a product over all queries, and their version says when they changed. */
const SCHEMA = `
CREATE TABLE popularity (
  query TEXT NOT NULL,
  product_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (query, product_id, day, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX popularity_changes ON popularity (version) WHERE query = '';
INSERT INTO meta VALUES ('counted', 0), ('counted_epoch', 0);
`;

/** Step of the file's format: the tables, and the counts of what is stored already. */
export function addPopularity(db: Database.Database): void {
  db.exec(SCHEMA);
  const counts = prepareCounts(db);
  const version = versionOf(db);
  for (const events of storedEvents(db)) counts.add(events, version);
}

/** Adds and takes back what an event counts for, inside the caller's transaction. */
export interface CountWrites {
  add(events: readonly ShopperEvent[], version: number): void;
  remove(events: readonly ShopperEvent[], version: number): void;
}

type Key = [query: string, productId: string, day: number, type: string];

export function prepareCounts(db: Database.Database): CountWrites {
  const plus = db.prepare<[...Key, number]>(
    `INSERT INTO popularity VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET count = count + 1, version = excluded.version`,
  );
  const minus = db.prepare<[number, ...Key]>(
    `UPDATE popularity SET count = count - 1, version = ?
     WHERE query = ? AND product_id = ? AND day = ? AND type = ?`,
  );
  const drop = db.prepare<Key>(
    'DELETE FROM popularity WHERE query = ? AND product_id = ? AND day = ? AND type = ? AND count <= 0',
  );
  const mark = db.prepare<[number, string]>('UPDATE meta SET value = ? WHERE name = ?');
  return {
    add: (events, version) => {
      const keys = events.flatMap(countKeys);
      for (const { query, productId, day, type } of keys) plus.run(query, productId, day, type, version);
      if (keys.length > 0) mark.run(version, 'counted');
    },
    remove: (events, version) => {
      const keys = events.flatMap(countKeys);
      for (const { query, productId, day, type } of keys) {
        minus.run(version, query, productId, day, type);
        drop.run(query, productId, day, type);
      }
      if (keys.length === 0) return;
      mark.run(version, 'counted');
      mark.run(version, 'counted_epoch');
    },
  };
}

export interface CountReads {
  state(): CountedState;
  products(which: { readonly after?: string; readonly since?: number; readonly limit: number }): string[];
  of(ids: readonly string[]): ProductCount[];
  after(text: string): ProductCount[];
}

export function prepareCountReads(db: Database.Database): CountReads {
  const columns = 'product_id AS productId, day, type, count';
  const value = db.prepare<[string], number>('SELECT value FROM meta WHERE name = ?').pluck();
  const next = db
    .prepare<[string, number], string>(
      "SELECT DISTINCT product_id FROM popularity WHERE query = '' AND product_id > ? ORDER BY product_id LIMIT ?",
    )
    .pluck();
  const changed = db
    .prepare<[number, string, number], string>(
      `SELECT DISTINCT product_id FROM popularity INDEXED BY popularity_changes
       WHERE query = '' AND version > ? AND product_id > ? ORDER BY product_id LIMIT ?`,
    )
    .pluck();
  const counts = db.prepare<[string], ProductCount>(
    `SELECT ${columns} FROM popularity WHERE query = '' AND product_id IN (SELECT value FROM json_each(?))`,
  );
  const ofQuery = db.prepare<[string], ProductCount>(`SELECT ${columns} FROM popularity WHERE query = ?`);
  // One snapshot for both: an epoch never goes with another state's version.
  const state = db.transaction((): CountedState => ({
    version: value.get('counted') ?? 0,
    epoch: value.get('counted_epoch') ?? 0,
  }));
  return {
    state: () => state(),
    products: ({ after = '', since, limit }) =>
      since === undefined ? next.all(after, limit) : changed.all(since, after, limit),
    of: (ids) => counts.all(JSON.stringify(ids)),
    after: (text) => {
      const form = queryForm(text);
      return form === '' ? [] : ofQuery.all(form);
    },
  };
}
