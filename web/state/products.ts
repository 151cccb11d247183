import { product } from '../api/endpoints.js';
import type { Product, Recommended } from '../api/types.js';
import { useRemote, type Remote } from './remote.js';

const known = new Map<string, Promise<Product | undefined>>();
/** Milliseconds for which a product is taken to be as it was told: prices and stock change. */
const FRESH = 60_000;

/** A product, asked for once a minute. Undefined where the shop no longer has it. */
export function productOf(id: string): Promise<Product | undefined> {
  const before = known.get(id);
  if (before !== undefined) return before;
  const asked = product(id);
  known.set(id, asked);
  const forget = () => known.delete(id);
  asked.then(() => setTimeout(forget, FRESH), forget);
  return asked;
}

/** Products by their ids, in this order; those that are gone are left out. */
export function useProducts(ids: readonly string[]): Remote<Recommended[]> {
  return useRemote(ids.length === 0 ? undefined : `products ${JSON.stringify(ids)}`, async () => {
    const products = await Promise.all(ids.map(productOf));
    return products.flatMap((each) => (each === undefined ? [] : [{ id: each.id, product: each }]));
  });
}
