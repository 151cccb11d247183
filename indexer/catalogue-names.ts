import type { FacetAnswer, ProductIndex } from '../engines/products/index.js';
import { CATEGORY_SEPARATOR } from '../mappings/index.js';

/** The first `count` of a list that may grow: later moments of a generation share it, and see more of it. */
export interface NamesSoFar {
  readonly list: readonly string[];
  readonly count: number;
}

/** What a generation's products are called together, as the catalogue writes it. None stands in a list twice. */
export interface CatalogueNames {
  readonly brands: NamesSoFar;
  /** Paths such as `Shoes > Running`, each of their beginnings, and the name of each level by itself. */
  readonly categories: NamesSoFar;
  /** The same names with the products of each: of categories the paths and their beginnings. */
  readonly counts: { readonly brands: readonly NameCount[]; readonly categories: readonly NameCount[] };
}

export interface NameCount {
  readonly value: string;
  readonly count: number;
}

/** Names of each kind, the most frequent first: as many as a search server counts out in one answer. */
const MOST = 10_000;

/** Asked once, when a generation is opened. */
export async function readNames(products: ProductIndex): Promise<CatalogueNames> {
  const { facets } = await products.members({
    members: { kind: 'everything' },
    filters: [],
    facets: ['brand', 'category'].map((field) => ({ kind: 'keyword', field, limit: MOST })),
    limit: 0,
  });
  const [brands, categories] = [countsOf(facets['brand']), countsOf(facets['category'])];
  const paths = categories.map(({ value }) => value);
  const levels = paths.flatMap((path) => path.split(CATEGORY_SEPARATOR).slice(-1));
  return {
    brands: allOf(brands.map(({ value }) => value)),
    categories: allOf([...new Set([...paths, ...levels])]),
    counts: { brands, categories },
  };
}

function allOf(list: readonly string[]): NamesSoFar {
  return { list, count: list.length };
}

function countsOf(facet: FacetAnswer | undefined): readonly NameCount[] {
  return facet?.kind === 'keyword' ? facet.values : [];
}
