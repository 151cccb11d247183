import type Database from 'better-sqlite3';
import type { Bought, Neighbour, NeighbourLimits } from '../purchase-counts.js';
import { STRENGTH_UNITS } from '../purchase-pairs.js';

interface NeighbourRow {
  readonly productId: string;
  readonly shoppers: number;
  readonly strength: number;
  readonly buyers: number;
}

/** The reads of `PurchaseCounts`, on the calling thread: a few index look-ups a product. */
export interface PurchaseReads {
  bought(productIds: readonly string[], limits: NeighbourLimits): { shoppers: number; products: Bought[] };
}

export function preparePurchaseReads(db: Database.Database): PurchaseReads {
  const neighbours = (shoppers: 'together' | 'followers', order: 'together' | 'strength') =>
    db.prepare<[string, number, number], NeighbourRow>(
      `SELECT second AS productId, ${shoppers} AS shoppers, strength, buyers
       FROM bought_pairs JOIN bought_products ON product_id = second
       WHERE first = ? AND ${order} > 0 AND ${shoppers} >= ? ORDER BY ${order} DESC, second LIMIT ?`,
    );
  const together = neighbours('together', 'together');
  const after = neighbours('followers', 'strength');
  const buyers = db
    .prepare<[string], number>('SELECT buyers FROM bought_products WHERE product_id = ?')
    .pluck();
  const shoppers = db.prepare<[], number>("SELECT value FROM meta WHERE name = 'buyers'").pluck();
  // One snapshot for all: the counts of a pair never go with another state's buyers.
  const bought = db.transaction((productIds: readonly string[], { limit, least }: NeighbourLimits) => ({
    shoppers: shoppers.get() ?? 0,
    products: productIds.map((productId): Bought => ({
      productId,
      buyers: buyers.get(productId) ?? 0,
      together: together.all(productId, least, limit).map(neighbourOf),
      after: after.all(productId, least, limit).map(neighbourOf),
    })),
  }));
  return { bought };
}

function neighbourOf({ strength, ...row }: NeighbourRow): Neighbour {
  return { ...row, strength: strength / STRENGTH_UNITS };
}
