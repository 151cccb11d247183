import { CATEGORY_SEPARATOR } from '../../../mappings/index.js';
import { boundaries } from '../buckets.js';
import { GROUP_PRECISION } from '../cluster/index-shape.js';
import type { FacetAnswer, FacetRequest } from '../product-index.js';
import type { FieldTable, ServerField } from './field-table.js';
import { belowCategory, levelsOf, shown } from './filter-query.js';

/** Values of a field that are looked at where their order is settled here. */
const MOST_VALUES = 10_000;
/** A path's beginnings, each counted by a filter of its own. */
const MOST_CATEGORIES = 1_000;

interface Bucket {
  readonly key: string | number;
  readonly key_as_string?: string;
  readonly doc_count: number;
  readonly groups?: { readonly value: number };
  readonly alone?: { readonly doc_count: number };
}

/** What the server answers to {@link facetAggregation}. */
export interface FacetResult {
  readonly values?: { readonly buckets: readonly Bucket[] };
  readonly min?: { readonly value: number | null };
  readonly max?: { readonly value: number | null };
  readonly buckets?: { readonly buckets: readonly Bucket[] };
}

/** Smallest and largest value of each numeric field in the whole index, in the index's own numbers. */
export type Ranges = ReadonlyMap<string, { readonly min: number; readonly max: number }>;

/** Counts variants once: distinct groups, and products that have none. */
export function groupCounts({ keyword }: FieldTable): Record<string, object> | undefined {
  const group = keyword.get('groupId');
  if (group === undefined) return undefined;
  return {
    groups: { cardinality: { field: group.path, precision_threshold: GROUP_PRECISION } },
    alone: { missing: { field: group.path } },
  };
}

export function countOf({ doc_count, groups, alone }: Omit<Bucket, 'key'>): number {
  return groups === undefined ? doc_count : groups.value + (alone?.doc_count ?? 0);
}

/** The aggregations of one facet, below a filter with every filter but its own; undefined where the index has no such field. */
export function facetAggregation(facet: FacetRequest, table: FieldTable, ranges: Ranges): object | undefined {
  const field = table[facet.kind].get(facet.field);
  if (field === undefined) return undefined;
  const counts = groupCounts(table);
  const counted = counts === undefined ? {} : { aggs: counts };
  if (facet.kind === 'keyword') {
    const settledHere = counts !== undefined || facet.field === 'category';
    const size = settledHere ? MOST_VALUES : facet.limit;
    const order = [{ _count: 'desc' }, { _key: 'asc' }];
    // Each shard names enough of its values that the counts of their sum are right.
    const terms = { field: field.path, size: Math.max(1, size), shard_size: MOST_VALUES, order };
    return { values: { terms, ...counted } };
  }
  const edges = edgesOf(facet.field, field, ranges);
  const bound = (value: number) => (field.kind === 'date' ? String(value) : value);
  const buckets = edges.slice(1).map((to, i) => ({ from: bound(edges[i] ?? 0), to: bound(to) }));
  const kind = field.kind === 'date' ? 'date_range' : 'range';
  const format = field.kind === 'date' ? { format: 'epoch_millis' } : {};
  return {
    min: { min: { field: field.path } },
    max: { max: { field: field.path } },
    ...(buckets.length === 0
      ? {}
      : { buckets: { [kind]: { field: field.path, ranges: buckets, ...format }, ...counted } }),
  };
}

/** Whether the index has values now beyond those that the buckets were made for. */
export function outgrown(facet: FacetRequest, result: FacetResult | undefined, ranges: Ranges): boolean {
  if (facet.kind === 'keyword') return false;
  const [min, max] = [result?.min?.value ?? undefined, result?.max?.value ?? undefined];
  if (min === undefined || max === undefined) return false;
  const known = ranges.get(facet.field);
  return known === undefined || min < known.min || max > known.max;
}

export function readFacet(
  facet: FacetRequest,
  result: FacetResult | undefined,
  table: FieldTable,
  ranges: Ranges,
): FacetAnswer {
  const field = table[facet.kind].get(facet.field);
  if (facet.kind === 'keyword') {
    const values = (result?.values?.buckets ?? []).map((bucket) => ({
      value: bucket.key_as_string ?? String(bucket.key),
      count: countOf(bucket),
    }));
    const whole = field === undefined || facet.field !== 'category' ? values : withBeginnings(values, field);
    return { kind: 'keyword', values: byCount(whole).slice(0, facet.limit) };
  }
  const [min, max] = [result?.min?.value ?? undefined, result?.max?.value ?? undefined];
  if (field === undefined || min === undefined || max === undefined)
    return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
  const edges = edgesOf(facet.field, field, ranges);
  const buckets = (result?.buckets?.buckets ?? [])
    .map((bucket, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? 0, count: countOf(bucket) }))
    .filter(({ from, to }) => to > min && from <= max)
    .map(({ from, to, count }) => ({ from: shown(from, field), to: shown(to, field), count }));
  return { kind: 'numeric', min: shown(min, field), max: shown(max, field), buckets };
}

/** The beginnings of category paths to be counted one by one: variants of several paths share them. */
export function beginnings(values: readonly { readonly value: string }[], field: ServerField): string[] {
  const found = values.flatMap(({ value }) => prefixesOf(value, field));
  return [...new Set(found)].slice(0, MOST_CATEGORIES);
}

/** Counts each category with all below it. */
export function categoriesAggregation(
  categories: readonly string[],
  field: ServerField,
  table: FieldTable,
): object {
  const counts = groupCounts(table);
  return {
    filters: { filters: categories.map((category) => belowCategory(category, field)) },
    ...(counts === undefined ? {} : { aggs: counts }),
  };
}

export function byCount<T extends { readonly value: string; readonly count: number }>(
  values: readonly T[],
): T[] {
  return [...values].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** A product in `Shoes > Running` is one in `Shoes` too. */
function withBeginnings(values: readonly { value: string; count: number }[], field: ServerField) {
  const counts = new Map<string, number>();
  for (const { value, count } of values) {
    for (const prefix of prefixesOf(value, field)) counts.set(prefix, (counts.get(prefix) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

function prefixesOf(text: string, field: ServerField): string[] {
  const levels = levelsOf(text, field);
  return levels.map((_, i) => levels.slice(0, i + 1).join(CATEGORY_SEPARATOR));
}

/** Round in the product's numbers, told in the index's. */
function edgesOf(name: string, field: ServerField, ranges: Ranges): number[] {
  const range = ranges.get(name);
  if (range === undefined) return [];
  const { scale } = field;
  const edges = boundaries(shown(range.min, field), shown(range.max, field));
  return scale === 1 ? edges : edges.map((edge) => Number((edge / scale).toPrecision(12)));
}
