import type { CallOptions } from '../../base/index.js';

/** A product that shoppers bought with, or after, another one. */
export interface Neighbour {
  readonly productId: string;
  /** Distinct shoppers who did so: the support, as a number of people. */
  readonly shoppers: number;
  /** Σ over these shoppers of what the order of the two is worth, see `pairsOf`: 0 … `shoppers`; of `together` 0 where never in this order. */
  readonly strength: number;
  /** Distinct shoppers who bought this product at all. */
  readonly buyers: number;
}

/** What is known of the purchases of one product. */
export interface Bought {
  readonly productId: string;
  /** Distinct shoppers who bought it. */
  readonly buyers: number;
  /** Bought in the same basket, by shoppers, most first; ties by id. */
  readonly together: readonly Neighbour[];
  /** Bought later by the same shopper, by strength, most first; ties by id. */
  readonly after: readonly Neighbour[];
}

export interface NeighbourLimits {
  /** Neighbours of each kind and product at most. */
  readonly limit: number;
  /** Fewer shoppers than this make no neighbour: one person's basket is not told to others. */
  readonly least: number;
}

/**
 * Counts over all purchases, kept with every stored and erased event in the same transaction: at any instant they are
 * what counting all stored events anew would give.
 */
export interface PurchaseCounts {
  /** Distinct shoppers who bought anything, and what goes with each of the products, in the order of `productIds`. */
  bought(
    productIds: readonly string[],
    limits: NeighbourLimits,
    options?: CallOptions,
  ): Promise<{ readonly shoppers: number; readonly products: readonly Bought[] }>;
}
