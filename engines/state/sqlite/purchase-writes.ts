import type Database from 'better-sqlite3';
import { changedPairs, COUNTED_PURCHASES, purchaseOf, type Purchase } from '../purchase-pairs.js';
import type { ShopperEvent } from '../shopper-event.js';

/** An event with its place in `events`. */
interface Stored {
  readonly seq: number | bigint;
  readonly event: ShopperEvent;
}

/** Keeps the counts of purchases; each call runs inside a transaction of the caller. */
export interface PurchaseWrites {
  /** Events that were just stored. */
  readonly add: (events: readonly Stored[]) => void;
  /** Events that are being removed. */
  readonly remove: (events: readonly Stored[]) => void;
}

export function preparePurchaseWrites(db: Database.Database): PurchaseWrites {
  const insert = db.prepare<[string, number, number | bigint, string, string]>(
    'INSERT INTO purchases VALUES (?, ?, ?, ?, ?)',
  );
  const remove = db.prepare<[string, number, number | bigint]>(
    'DELETE FROM purchases WHERE shopper = ? AND time = ? AND seq = ?',
  );
  const last = db.prepare<[string, number], Purchase>(
    `SELECT product_id AS productId, basket, time FROM purchases
     WHERE shopper = ? ORDER BY time DESC, seq DESC LIMIT ?`,
  );
  const bought = db
    .prepare<[string, string], number>('SELECT 1 FROM purchases WHERE shopper = ? AND product_id = ?')
    .pluck();
  const any = db.prepare<[string], number>('SELECT 1 FROM purchases WHERE shopper = ?').pluck();
  const countPair = db.prepare<[string, string, number, number, number]>(
    `INSERT INTO bought_pairs VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET together = together + excluded.together,
     followers = followers + excluded.followers, strength = strength + excluded.strength`,
  );
  const dropPair = db.prepare<[string, string]>(
    'DELETE FROM bought_pairs WHERE first = ? AND second = ? AND together = 0 AND strength = 0',
  );
  const countBuyer = db.prepare<[string, number]>(
    'INSERT INTO bought_products VALUES (?, ?) ON CONFLICT DO UPDATE SET buyers = buyers + excluded.buyers',
  );
  const dropProduct = db.prepare<[string]>('DELETE FROM bought_products WHERE product_id = ? AND buyers = 0');
  const countShopper = db.prepare<[number]>("UPDATE meta SET value = value + ? WHERE name = 'buyers'");

  const purchasesOf = (shopper: string) => last.all(shopper, COUNTED_PURCHASES).reverse();

  /** Counts one shopper anew: what differs after `change` is written, and nothing else. */
  const recount = (shopper: string, productIds: ReadonlySet<string>, change: () => void): void => {
    const known = any.get(shopper) ?? 0;
    const had = new Map([...productIds].map((id) => [id, bought.get(shopper, id) ?? 0]));
    const before = purchasesOf(shopper);
    change();
    for (const pair of changedPairs(before, purchasesOf(shopper))) {
      countPair.run(pair.first, pair.second, pair.together, pair.followers, pair.strength);
      if (pair.together < 0 || pair.strength < 0) dropPair.run(pair.first, pair.second);
    }
    for (const [id, was] of had) {
      const difference = (bought.get(shopper, id) ?? 0) - was;
      if (difference !== 0) countBuyer.run(id, difference);
      if (difference < 0) dropProduct.run(id);
    }
    const difference = (any.get(shopper) ?? 0) - known;
    if (difference !== 0) countShopper.run(difference);
  };

  const byShopper = (
    events: readonly Stored[],
    write: (shopper: string, purchase: Purchase, seq: number | bigint) => void,
  ): void => {
    const shoppers = new Map<string, { purchase: Purchase; seq: number | bigint }[]>();
    for (const { seq, event } of events) {
      const purchase = purchaseOf(event);
      if (purchase === undefined) continue;
      const own = shoppers.get(event.shopper) ?? [];
      own.push({ purchase, seq });
      shoppers.set(event.shopper, own);
    }
    for (const [shopper, own] of shoppers) {
      recount(shopper, new Set(own.map(({ purchase }) => purchase.productId)), () => {
        for (const { purchase, seq } of own) write(shopper, purchase, seq);
      });
    }
  };

  return {
    add: (events) =>
      byShopper(events, (shopper, { time, productId, basket }, seq) =>
        insert.run(shopper, time, seq, productId, basket),
      ),
    remove: (events) => byShopper(events, (shopper, { time }, seq) => remove.run(shopper, time, seq)),
  };
}
