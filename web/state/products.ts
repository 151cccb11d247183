import { product } from '../api/endpoints.js';
import type { Product } from '../api/types.js';
import { useRemote, type Remote } from './remote.js';

const known = new Map<string, Promise<Product | undefined>>();
/** Products that are kept for the visit. */
const KEPT = 200;

/** A product, asked for once a visit. Undefined where the shop no longer has it. */
export function productOf(id: string): Promise<Product | undefined> {
  const asked = known.get(id) ?? product(id);
  known.set(id, asked);
  asked.catch(() => known.delete(id));
  const oldest = known.size > KEPT ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  return asked;
}

interface Shown {
  id: string;
  score: number;
  product: Product;
}

/** Products by their ids, in this order; those that are gone are left out. */
export function useProducts(ids: readonly string[]): Remote<Shown[]> {
  return useRemote(ids.length === 0 ? undefined : `products ${JSON.stringify(ids)}`, async () => {
    const products = await Promise.all(ids.map(productOf));
    return products.flatMap((each) => (each === undefined ? [] : [{ id: each.id, score: 0, product: each }]));
  });
}
