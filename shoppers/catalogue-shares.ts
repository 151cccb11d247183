import { withDeadline } from '../base/index.js';
import type { FacetAnswer, ProductIndex } from '../engines/products/index.js';
import type { Shares } from './affinity.js';

export interface CatalogueShares {
  readonly brands: Shares;
  readonly categories: Shares;
}

/** Values beyond it are so rare that one product stands for each. */
const VALUES = 10_000;
/** Milliseconds; asked once a generation. */
const DEADLINE = 5_000;

type Counted = Pick<ProductIndex, 'members'>;

const known = new WeakMap<object, Promise<CatalogueShares>>();

/**
 * P(a) of brands and categories over a whole generation, counted once for each. `catalogue` stands for the generation
 * where its products change: what single changes move is too little to count anew.
 */
export function catalogueShares(products: Counted, catalogue: object = products): Promise<CatalogueShares> {
  const counted = known.get(catalogue);
  if (counted !== undefined) return counted;
  const counting = count(products);
  known.set(catalogue, counting);
  // A failure is that search's alone: the next one asks again.
  counting.catch(() => known.delete(catalogue));
  return counting;
}

async function count(products: Counted): Promise<CatalogueShares> {
  const answer = await withDeadline("the catalogue's brands and categories", DEADLINE, (signal) =>
    products.members(
      {
        members: { kind: 'everything' },
        filters: [],
        facets: [
          { kind: 'keyword', field: 'brand', limit: VALUES },
          { kind: 'keyword', field: 'category', limit: VALUES },
        ],
        limit: 1,
      },
      { signal },
    ),
  );
  return {
    brands: shares(answer.facets['brand'], answer.total),
    categories: shares(answer.facets['category'], answer.total),
  };
}

function shares(facet: FacetAnswer | undefined, total: number): Shares {
  const values = facet?.kind === 'keyword' ? facet.values : [];
  return { counts: new Map(values.map(({ value, count }) => [value, count])), total };
}
