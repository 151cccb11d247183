import type { Product } from '../../../catalog/index.js';
import { keywordPath, numberPath } from '../../../mappings/index.js';
import type { FacetAnswer, MembersRequest, MembersSlice, ProductColumns } from '../product-index.js';
import { readFacet, type FacetResult } from './facet-aggregations.js';
import { idRanks } from './id-ranks.js';
import type { IndexShape } from './index-shape.js';

export type SortValues = readonly (number | string | null)[];

export interface SearchHit {
  readonly _score?: number | null;
  readonly sort?: SortValues;
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
  readonly _source?: { readonly document?: Product };
}

/** What the server answers to a search, as far as it is asked for ({@link ANSWER_PARTS}); what would be empty is absent. */
export interface SearchAnswer {
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits?: readonly SearchHit[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

/** `filter_path`: what is left out need not be sent, nor read. */
export const ANSWER_PARTS = 'hits.total.value,hits.hits._score,hits.hits.sort,hits.hits.fields,aggregations';

interface GroupCount {
  readonly groups?: { readonly value: number };
}

export function hitsOf({ hits }: SearchAnswer): readonly SearchHit[] {
  return hits?.hits ?? [];
}

export function readSlice(
  hits: readonly SearchHit[],
  { grouped, built, late }: Pick<IndexShape, 'grouped' | 'built' | 'late'>,
): Omit<MembersSlice, 'more'> {
  const ordinals = Uint32Array.from(hits, (hit) => numberOf(hit, 'ordinal'));
  // Then the id is what they are sorted by last.
  const ranks = late ? idRanks(ordinals, built, (row) => String(hits[row]?.sort?.at(-1))) : undefined;
  return {
    ...(ranks === undefined ? {} : { idRanks: ranks }),
    ordinals,
    lexical: Float32Array.from(hits, ({ _score }) => _score ?? 0),
    groups: grouped ? Uint32Array.from(hits, (hit) => numberOf(hit, 'group')) : ordinals,
  };
}

export function readColumns(hits: readonly SearchHit[]): ProductColumns {
  const numbers = (field: string) => Float64Array.from(hits, (hit) => numberOf(hit, numberPath(field)));
  // Values come sorted, and a category's path sorts after its own prefixes: the last one is the whole path.
  const keywords = (field: string) =>
    hits.map((hit) => hit.fields?.[keywordPath(field)]?.at(-1) as string | undefined);
  return {
    price: numbers('price'),
    rating: numbers('rating'),
    ratingCount: numbers('ratingCount'),
    brand: keywords('brand'),
    category: keywords('category'),
  };
}

/**
 * Groups among all members. Exact where every member is among the hits, and without variants; otherwise the server's
 * count of distinct groups.
 */
export function readTotal(
  { hits, aggregations }: SearchAnswer,
  slice: { readonly groups: Uint32Array },
): number {
  const documents = hits?.total?.value ?? 0;
  const counted = (aggregations?.['total'] as GroupCount | undefined)?.groups?.value;
  if (counted === undefined) return documents;
  return slice.groups.length === documents ? new Set(slice.groups).size : counted;
}

export function readFacets(
  { facets }: MembersRequest,
  { aggregations }: SearchAnswer,
): Record<string, FacetAnswer> {
  const found = Object.create(null) as Record<string, FacetAnswer>;
  facets.forEach((facet, i) => {
    found[facet.field] = readFacet(facet, aggregations?.[`facet${i}`] as FacetResult | undefined);
  });
  return found;
}

function numberOf({ fields }: SearchHit, name: string): number {
  return (fields?.[name]?.[0] as number | undefined) ?? Number.NaN;
}
