import { countKeys, type ProductCount, type ShopperEvent } from '../engines/state/index.js';

/** What one person's events gave to the popularity of products: exactly what their erasure takes back. */
export function countsGiven(): { add(event: ShopperEvent): void; counts(): ProductCount[] } {
  const counts = new Map<string, ProductCount>();
  return {
    add: (event) => {
      for (const { query, ...key } of countKeys(event)) {
        if (query !== '') continue;
        const name = JSON.stringify(key);
        counts.set(name, { ...key, count: (counts.get(name)?.count ?? 0) + 1 });
      }
    },
    counts: () => [...counts.values()],
  };
}
