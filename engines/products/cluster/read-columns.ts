import type { Cluster } from '../../cluster/index.js';
import { keywordPath, numberPath } from '../../../mappings/index.js';
import { boundaries } from '../buckets.js';

/** More currencies than there are. */
const CURRENCIES = 1_000;

interface Answer {
  readonly aggregations?: {
    readonly priced?: { readonly currencies?: { readonly buckets: readonly { readonly key: string }[] } };
  } & Readonly<Record<string, unknown>>;
}

interface Stats {
  readonly min: number | null;
  readonly max: number | null;
}

/** The smallest and the largest value of a column. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface ColumnFacts {
  /** Of priced products, sorted. */
  readonly currencies: readonly string[];
  /** Of each numeric column that has values. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Products that came after the index was built. */
  readonly late: number;
  /** Products changed since that belong to a group. */
  readonly regrouped: number;
}

const PRICED = {
  filter: { exists: { field: numberPath('price') } },
  aggs: { currencies: { terms: { field: keywordPath('currency'), size: CURRENCIES } } },
};

/** What is asked of the whole generation once, and not with every query. */
export async function readColumnFacts(
  cluster: Cluster,
  index: string,
  { numeric, built }: { readonly numeric: readonly string[]; readonly built: number },
): Promise<ColumnFacts> {
  const stats = Object.fromEntries(
    numeric.map((field, i) => [`stats${i}`, { stats: { field: numberPath(field) } }]),
  );
  const changed = [{ exists: { field: 'seq' } }, { exists: { field: keywordPath('groupId') } }];
  const aggregations = await factsOf(cluster, index, {
    ...stats,
    priced: PRICED,
    late: { filter: { range: { ordinal: { gte: built } } } },
    regrouped: { filter: { bool: { filter: changed } } },
  });
  const ranges = new Map<string, Range>();
  numeric.forEach((field, i) => {
    const { min, max } = (aggregations?.[`stats${i}`] as Stats | undefined) ?? { min: null, max: null };
    if (min !== null && max !== null) ranges.set(field, { min, max });
  });
  const counted = (name: string) =>
    (aggregations?.[name] as { readonly doc_count: number } | undefined)?.doc_count ?? 0;
  return {
    currencies: currenciesOf(aggregations),
    ranges,
    late: counted('late'),
    regrouped: counted('regrouped'),
  };
}

/** Distinct currencies of the priced products, sorted. */
export async function readCurrencies(cluster: Cluster, index: string): Promise<readonly string[]> {
  return currenciesOf(await factsOf(cluster, index, { priced: PRICED }));
}

/** Bucket boundaries of each numeric column that has values. */
export function boundariesOf(ranges: ReadonlyMap<string, Range>): ReadonlyMap<string, readonly number[]> {
  return new Map([...ranges].map(([field, { min, max }]) => [field, boundaries(min, max)]));
}

function currenciesOf(aggregations: Answer['aggregations']): readonly string[] {
  const buckets = aggregations?.priced?.currencies?.buckets ?? [];
  return buckets.map(({ key }) => key).sort();
}

async function factsOf(cluster: Cluster, index: string, aggs: object): Promise<Answer['aggregations']> {
  const answer = await cluster.request<Answer>({
    method: 'POST',
    path: `/${index}/_search`,
    query: { filter_path: 'aggregations', allow_partial_search_results: false },
    body: { size: 0, track_total_hits: false, aggs },
    repeatable: true,
  });
  return answer.aggregations;
}
