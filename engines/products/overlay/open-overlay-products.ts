import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import type { Cluster } from '../../cluster/index.js';
import type { ProductIndex } from '../product-index.js';
import type { Ranges } from './facets.js';
import { fieldTable, type FieldCapability, type FieldTable } from './field-table.js';
import { OverlayProducts } from './overlay-products.js';
import { readProductTable } from './product-table.js';

/** More currencies than there are. */
const CURRENCIES = 1_000;

interface Capabilities {
  readonly indices: readonly string[];
  readonly fields: Readonly<
    Record<string, Readonly<Record<string, FieldCapability & { readonly metadata_field?: boolean }>>>
  >;
}

interface Facts {
  readonly aggregations?: {
    readonly priced?: { readonly currencies?: { readonly buckets: readonly { readonly key: string }[] } };
  } & Readonly<Record<string, unknown>>;
}

/**
 * Opens a generation over an index that is the shop's own: it is read, by calls that a role with `read` may make, and
 * never written. Throws `not_found` (no such index, or no table in the folder), `corrupt`, `bad_config` (the name
 * stands for several indices, or no field of it can be searched), and what the cluster throws.
 */
export async function openOverlayProducts(
  cluster: Cluster,
  index: string,
  { folder, now }: { readonly folder: string; readonly now: () => number },
): Promise<ProductIndex> {
  const table = await readProductTable(folder);
  const fields = fieldTable(table.map, await capabilitiesOf(cluster, index));
  if (fields.text.size === 0) {
    const message = `elasticsearch.index: expected an index with text fields that the map names, ${index} has none`;
    throw new AisleError('bad_config', message);
  }
  const readRanges = (options?: CallOptions) => rangesOf(cluster, index, fields, options);
  const [currencies, ranges] = await Promise.all([currenciesOf(cluster, index, fields), readRanges()]);
  return new OverlayProducts({ cluster, index, table, fields, currencies, ranges, readRanges, now });
}

async function capabilitiesOf(cluster: Cluster, index: string): Promise<Map<string, FieldCapability>> {
  const path = `/${encodeURIComponent(index)}/_field_caps`;
  const { indices, fields } = await cluster
    .request<Capabilities>({ method: 'GET', path, query: { fields: '*', allow_no_indices: false } })
    .catch((error: unknown) => {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
      throw new AisleError('not_found', `there is no index ${index} on the search server`, { cause: error });
    });
  if (indices.length !== 1) {
    const message = `elasticsearch.index: expected one index or an alias of one, ${index} stands for ${indices.length}`;
    throw new AisleError('bad_config', message);
  }
  return new Map(
    Object.entries(fields).flatMap(([name, types]) => {
      const [capability] = Object.values(types);
      return capability === undefined || name.startsWith('_') ? [] : [[name, capability] as const];
    }),
  );
}

async function rangesOf(
  cluster: Cluster,
  index: string,
  { numeric }: FieldTable,
  options?: CallOptions,
): Promise<Ranges> {
  const columns = [...numeric];
  if (columns.length === 0) return new Map();
  const aggs = Object.fromEntries(
    columns.map(([, { path }], i) => [`stats${i}`, { stats: { field: path } }]),
  );
  const { aggregations } = await factsOf(cluster, index, aggs, options);
  return new Map(
    columns.flatMap(([name], i) => {
      const { min, max } = (aggregations?.[`stats${i}`] ?? {}) as {
        readonly min?: number | null;
        readonly max?: number | null;
      };
      return typeof min === 'number' && typeof max === 'number' ? [[name, { min, max }] as const] : [];
    }),
  );
}

async function currenciesOf(
  cluster: Cluster,
  index: string,
  { keyword, numeric }: FieldTable,
): Promise<readonly string[]> {
  const [currency, price] = [keyword.get('currency'), numeric.get('price')];
  if (currency === undefined || price === undefined) return [];
  const { aggregations } = await factsOf(cluster, index, {
    priced: {
      filter: { exists: { field: price.path } },
      aggs: { currencies: { terms: { field: currency.path, size: CURRENCIES } } },
    },
  });
  return (aggregations?.priced?.currencies?.buckets ?? []).map(({ key }) => key).sort();
}

function factsOf(cluster: Cluster, index: string, aggs: object, options?: CallOptions): Promise<Facts> {
  const path = `/${encodeURIComponent(index)}/_search`;
  const query = { filter_path: 'aggregations', allow_partial_search_results: false };
  const body = { size: 0, track_total_hits: false, aggs };
  return cluster.request<Facts>({ method: 'POST', path, query, body, repeatable: true }, options);
}
