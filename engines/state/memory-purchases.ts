import type { Bought, Neighbour, NeighbourLimits } from './purchase-counts.js';
import {
  changedPairs,
  COUNTED_PURCHASES,
  purchaseOf,
  STRENGTH_UNITS,
  type PairCounts,
  type Purchase,
} from './purchase-pairs.js';
import type { ShopperEvent } from './shopper-event.js';

const byId = (a: { productId: string }, b: { productId: string }) =>
  a.productId < b.productId ? -1 : Number(a.productId > b.productId);

/** `PurchaseCounts` in memory, over what is added and removed. */
export class MemoryPurchases {
  /** In the order they were stored. */
  readonly #purchases = new Map<string, Map<string, Purchase>>();
  readonly #buyers = new Map<string, number>();
  readonly #pairs = new Map<string, Map<string, PairCounts>>();

  /** One event at a time: the counts follow each. */
  add(event: ShopperEvent): void {
    const purchase = purchaseOf(event);
    if (purchase === undefined) return;
    const own = this.#purchases.get(event.shopper) ?? new Map<string, Purchase>();
    this.#recount(own, purchase.productId, () => own.set(event.eventId, purchase));
    this.#purchases.set(event.shopper, own);
  }

  remove(event: ShopperEvent): void {
    const own = this.#purchases.get(event.shopper);
    const purchase = own?.get(event.eventId);
    if (own === undefined || purchase === undefined) return;
    this.#recount(own, purchase.productId, () => own.delete(event.eventId));
    if (own.size === 0) this.#purchases.delete(event.shopper);
  }

  bought(productIds: readonly string[], limits: NeighbourLimits): { shoppers: number; products: Bought[] } {
    const products = productIds.map((productId) => ({
      productId,
      buyers: this.#buyers.get(productId) ?? 0,
      together: this.#neighbours(productId, 'together', 'together', limits),
      after: this.#neighbours(productId, 'followers', 'strength', limits),
    }));
    return { shoppers: this.#purchases.size, products };
  }

  #neighbours(
    productId: string,
    shoppers: 'together' | 'followers',
    order: 'together' | 'strength',
    { limit, least }: NeighbourLimits,
  ): Neighbour[] {
    return [...(this.#pairs.get(productId)?.values() ?? [])]
      .filter((pair) => pair[order] > 0 && pair[shoppers] >= least)
      .map((pair) => ({ pair, productId: pair.second }))
      .sort((a, b) => b.pair[order] - a.pair[order] || byId(a, b))
      .slice(0, limit)
      .map(({ pair }) => ({
        productId: pair.second,
        shoppers: pair[shoppers],
        strength: pair.strength / STRENGTH_UNITS,
        buyers: this.#buyers.get(pair.second) ?? 0,
      }));
  }

  #recount(own: Map<string, Purchase>, productId: string, change: () => void): void {
    const has = () => Number([...own.values()].some((purchase) => purchase.productId === productId));
    const [had, before] = [has(), lastOf(own)];
    change();
    for (const pair of changedPairs(before, lastOf(own))) this.#countPair(pair);
    const buyers = (this.#buyers.get(productId) ?? 0) + has() - had;
    if (buyers === 0) this.#buyers.delete(productId);
    else this.#buyers.set(productId, buyers);
  }

  #countPair({ first, second, ...change }: PairCounts): void {
    const pairs = this.#pairs.get(first) ?? new Map<string, PairCounts>();
    const known = pairs.get(second) ?? { together: 0, followers: 0, strength: 0 };
    const together = known.together + change.together;
    const strength = known.strength + change.strength;
    const followers = known.followers + change.followers;
    if (together === 0 && strength === 0) pairs.delete(second);
    else pairs.set(second, { first, second, together, followers, strength });
    this.#pairs.set(first, pairs);
  }
}

/** Oldest first; of the same instant, in the order they were stored. */
function lastOf(own: ReadonlyMap<string, Purchase>): Purchase[] {
  return [...own.values()].sort((a, b) => a.time - b.time).slice(-COUNTED_PURCHASES);
}
