import type { FacetAnswer, FacetRequest } from '../product-index.js';
import { keywordPath, numberPath } from '../../../mappings/index.js';
import { GROUP_PRECISION, type IndexShape } from './index-shape.js';

/** Candidates of each shard, so that the counts of their sum are right. */
const SHARD_VALUES = 10_000;

/** The aggregations of one facet, below a filter with every filter but its own. */
export function facetAggregation(facet: FacetRequest, { grouped, shards, boundaries }: IndexShape): object {
  // A group counts once for each value that one of its passing variants has.
  const groups = grouped
    ? { aggs: { groups: { cardinality: { field: 'group', precision_threshold: GROUP_PRECISION } } } }
    : {};
  if (facet.kind === 'keyword') {
    const order = [{ [grouped ? 'groups' : '_count']: 'desc' }, { _key: 'asc' }];
    return {
      values: {
        terms: {
          field: keywordPath(facet.field),
          size: facet.limit,
          order,
          ...(shards > 1 || grouped ? { shard_size: Math.max(facet.limit, SHARD_VALUES) } : {}),
        },
        ...groups,
      },
    };
  }
  const field = numberPath(facet.field);
  const edges = boundaries.get(facet.field) ?? [];
  const ranges = edges.slice(1).map((to, i) => ({ from: edges[i], to }));
  return {
    min: { min: { field } },
    max: { max: { field } },
    ...(ranges.length === 0 ? {} : { buckets: { range: { field, ranges }, ...groups } }),
  };
}

interface Bucket {
  readonly key: string;
  readonly doc_count: number;
  readonly from?: number;
  readonly to?: number;
  readonly groups?: { readonly value: number };
}

/** What the server answers to {@link facetAggregation}. */
export interface FacetResult {
  readonly values?: { readonly buckets: readonly Bucket[] };
  readonly min?: { readonly value: number | null };
  readonly max?: { readonly value: number | null };
  readonly buckets?: { readonly buckets: readonly Bucket[] };
}

export function readFacet(facet: FacetRequest, result: FacetResult | undefined): FacetAnswer {
  const count = ({ doc_count, groups }: Bucket) => groups?.value ?? doc_count;
  if (facet.kind === 'keyword') {
    const values = (result?.values?.buckets ?? []).map((bucket) => ({
      value: bucket.key,
      count: count(bucket),
    }));
    return { kind: 'keyword', values };
  }
  const min = result?.min?.value ?? undefined;
  const max = result?.max?.value ?? undefined;
  if (min === undefined || max === undefined)
    return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
  const buckets = (result?.buckets?.buckets ?? [])
    .map((bucket) => ({ from: bucket.from ?? -Infinity, to: bucket.to ?? Infinity, count: count(bucket) }))
    // From the bucket of the smallest value to that of the largest: the boundaries are the whole catalogue's.
    .filter(({ from, to }) => to > min && from <= max);
  return { kind: 'numeric', min, max, buckets };
}
