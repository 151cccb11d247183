import type { ProductIndex } from '../engines/products/index.js';
import { parseFilters, type NamedFilter } from '../mappings/index.js';
import { mayHoldConditions, readConditions, type Conditions } from '../query/index.js';

/** The conditions that a query states; undefined where it states none. */
export async function conditionsOf(text: string, products: ProductIndex): Promise<Conditions | undefined> {
  if (!mayHoldConditions(text)) return undefined;
  const conditions = readConditions(text, { currencies: await products.currencies() });
  if (conditions === undefined) return undefined;
  // An index that is the shop's own may have no way to filter by them.
  const { keyword, numeric } = await products.fields();
  const known = new Set([...keyword, ...numeric]);
  return Object.keys(conditions.filters).every((field) => known.has(field)) ? conditions : undefined;
}

/** As filters without a name: no facet leaves them out, since they are of the query and not of the page. */
export function asFilters({ filters, without }: Conditions): NamedFilter[] {
  return [
    ...parseFilters(filters, 'understood.filters').map(({ filter }) => filter),
    ...without.map((text) => ({ kind: 'not', filter: { kind: 'words', text } }) as const),
  ].map((filter) => ({ field: undefined, filter }));
}
