import type { BenchShop } from './shop.js';

/** A search as a shop's page asks it: a page of 20 with three facets, for one of the shoppers. */
export const searchBody = ({ shoppers }: Pick<BenchShop, 'shoppers'>, query: string, i: number) => ({
  query,
  userId: shoppers[i % shoppers.length],
  pageSize: 20,
  facets: ['brand', 'category', 'price'],
});
