import type Database from 'better-sqlite3';
import { fromRow, EVENT_COLUMNS, type EventRow } from './rows.js';
import { preparePurchaseWrites } from './purchase-writes.js';

/**
 * `purchases` holds what the counts are made of, side by side for each shopper; `bought_products` and `bought_pairs` are
 * the counts. The two indices read a product's best neighbours without its others.
 */
const TABLES = `
CREATE TABLE purchases (
  shopper TEXT NOT NULL,
  time INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  basket TEXT NOT NULL,
  PRIMARY KEY (shopper, time, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchases_product ON purchases (shopper, product_id);
CREATE TABLE bought_products (
  product_id TEXT PRIMARY KEY,
  buyers INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE bought_pairs (
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  together INTEGER NOT NULL,
  followers INTEGER NOT NULL,
  strength INTEGER NOT NULL,
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX bought_pairs_together ON bought_pairs (first, together DESC, second);
CREATE INDEX bought_pairs_strength ON bought_pairs (first, strength DESC, second);
INSERT INTO meta VALUES ('buyers', 0);
`;

/** Step of the file's format: the tables, and the counts of what is stored already. */
export function addPurchases(db: Database.Database): void {
  db.exec(TABLES);
  const { add } = preparePurchaseWrites(db);
  // One shopper after the other: the counts of a person are made once.
  const stored = db.prepare<[], EventRow & { seq: number }>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE type = 'purchase' ORDER BY shopper, time, seq`,
  );
  let own: { seq: number; event: ReturnType<typeof fromRow> }[] = [];
  for (const row of stored.all()) {
    if (own[0] !== undefined && own[0].event.shopper !== row.shopper) {
      add(own);
      own = [];
    }
    own.push({ seq: row.seq, event: fromRow(row) });
  }
  add(own);
}
