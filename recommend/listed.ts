import type { SortOrder } from '../engines/products/index.js';
import type { NamedFilter } from '../mappings/index.js';
import type { Context } from './context.js';

export interface Listing {
  /** A path or a prefix of it. */
  readonly category?: string | undefined;
  readonly sort: SortOrder;
  readonly limit: number;
}

/** The first products of the catalogue in an order, those that cannot be bought left out. */
export async function listed(context: Context, { category, sort, limit }: Listing): Promise<number[]> {
  return context.products(async (products, signal) => {
    const { keyword } = await products.fields();
    if (category !== undefined && !keyword.includes('category')) return [];
    const filters: NamedFilter[] = [];
    if (category !== undefined)
      filters.push({
        field: 'category',
        filter: { kind: 'keyword', field: 'category', values: [category] },
      });
    if (keyword.includes('availability')) filters.push(AVAILABLE);
    const answer = await products.members(
      { members: { kind: 'everything' }, filters, facets: [], sort, limit },
      { signal },
    );
    return [...answer.ordinals];
  });
}

const AVAILABLE: NamedFilter = {
  field: undefined,
  filter: {
    kind: 'not',
    filter: { kind: 'keyword', field: 'availability', values: ['out_of_stock', 'discontinued'] },
  },
};
