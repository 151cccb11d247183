import type { ProductCount } from '../../engines/state/index.js';

/** The counts of each product. */
export function byProduct(counts: readonly ProductCount[]): ReadonlyMap<string, readonly ProductCount[]> {
  const grouped = new Map<string, ProductCount[]>();
  for (const count of counts) {
    const known = grouped.get(count.productId);
    if (known === undefined) grouped.set(count.productId, [count]);
    else known.push(count);
  }
  return grouped;
}
