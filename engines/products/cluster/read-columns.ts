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

export interface ColumnFacts {
  /** Of priced products, sorted. */
  readonly currencies: readonly string[];
  /** Bucket boundaries of each numeric column that has values. */
  readonly boundaries: ReadonlyMap<string, readonly number[]>;
}

/** What is asked of the whole generation once, and not with every query. */
export async function readColumnFacts(
  cluster: Cluster,
  index: string,
  numeric: readonly string[],
): Promise<ColumnFacts> {
  const stats = Object.fromEntries(
    numeric.map((field, i) => [`stats${i}`, { stats: { field: numberPath(field) } }]),
  );
  const body = {
    size: 0,
    track_total_hits: false,
    aggs: {
      ...stats,
      priced: {
        filter: { exists: { field: numberPath('price') } },
        aggs: { currencies: { terms: { field: keywordPath('currency'), size: CURRENCIES } } },
      },
    },
  };
  const path = `/${index}/_search`;
  const query = { filter_path: 'aggregations', allow_partial_search_results: false };
  const { aggregations } = await cluster.request<Answer>({
    method: 'POST',
    path,
    query,
    body,
    repeatable: true,
  });
  const found = new Map<string, readonly number[]>();
  numeric.forEach((field, i) => {
    const { min, max } = (aggregations?.[`stats${i}`] as Stats | undefined) ?? { min: null, max: null };
    if (min !== null && max !== null) found.set(field, boundaries(min, max));
  });
  const buckets = aggregations?.priced?.currencies?.buckets ?? [];
  return { currencies: buckets.map(({ key }) => key).sort(), boundaries: found };
}
