import { invalid, type FieldError } from '../base/index.js';
import type { FacetRequest, ProductIndex } from '../engines/products/index.js';
import type { Filter } from '../mappings/index.js';
import type { SearchRequest } from './request.js';

/**
 * Holds the request's names against what this generation can filter, count and sort; answers the facets as an engine
 * takes them. Throws `bad_request` with every mistake and its path.
 */
export async function checkFields(request: SearchRequest, products: ProductIndex): Promise<FacetRequest[]> {
  const { filters, facets, facetSize, sort } = request;
  if (filters.length === 0 && facets.length === 0 && !sort.startsWith('price')) return [];
  const fields = await products.fields();
  const keyword = new Set(fields.keyword);
  const numeric = new Set(fields.numeric);
  const errors: FieldError[] = [];

  const checkFilter = (path: string, filter: Filter): void => {
    switch (filter.kind) {
      case 'keyword':
      case 'range': {
        const wanted = filter.kind === 'keyword' ? keyword : numeric;
        if (wanted.has(filter.field)) return;
        const other = (filter.kind === 'keyword' ? numeric : keyword).has(filter.field);
        const message = other
          ? `expected ${filter.kind === 'keyword' ? 'a range such as {"gte": 10}' : 'a list of values'}`
          : unknown(filter.kind === 'keyword' ? fields.keyword : fields.numeric);
        errors.push({ path: `${path}.${filter.field}`, message });
        return;
      }
      case 'words':
        return;
      case 'not':
        return checkFilter(`${path}.not`, filter.filter);
      case 'any':
        return filter.filters.forEach((inner, i) => checkFilter(`${path}.any.${i}`, inner));
      case 'all':
        return filter.filters.forEach((inner) => checkFilter(path, inner));
    }
  };
  for (const { filter } of filters) checkFilter('filters', filter);

  const requests: FacetRequest[] = [];
  for (const [i, field] of [...new Set(facets)].entries()) {
    if (keyword.has(field)) requests.push({ kind: 'keyword', field, limit: facetSize });
    else if (numeric.has(field)) requests.push({ kind: 'numeric', field });
    else errors.push({ path: `facets.${i}`, message: unknown([...fields.keyword, ...fields.numeric]) });
  }
  errors.push(...(await checkCurrency(request, products)));
  if (errors.length > 0) throw invalid('the search request', errors);
  return requests;
}

/** Prices are compared within one currency: 100 yen are not dearer than 99 euros. */
async function checkCurrency(
  { filters, sort }: SearchRequest,
  products: ProductIndex,
): Promise<readonly FieldError[]> {
  const compared = filters
    .map(({ filter }) => pricePath('filters', filter))
    .find((found) => found !== undefined);
  const path = sort.startsWith('price') ? 'sort' : compared;
  if (path === undefined) return [];
  const one = filters.some(
    ({ filter }) => filter.kind === 'keyword' && filter.field === 'currency' && filter.values.length === 1,
  );
  if (one) return [];
  const currencies = await products.currencies();
  if (currencies.length <= 1) return [];
  return [{ path, message: `expected a filter on one currency beside it (${currencies.join(', ')})` }];
}

/** Where a filter compares prices; undefined when it compares none. */
function pricePath(path: string, filter: Filter): string | undefined {
  switch (filter.kind) {
    case 'keyword':
    case 'words':
      return undefined;
    case 'range':
      return filter.field === 'price' ? `${path}.price` : undefined;
    case 'not':
      return pricePath(`${path}.not`, filter.filter);
    case 'any':
    case 'all': {
      const inside = (i: number) => (filter.kind === 'any' ? `${path}.any.${i}` : path);
      return filter.filters
        .map((inner, i) => pricePath(inside(i), inner))
        .find((found) => found !== undefined);
    }
  }
}

const SHOWN_NAMES = 20;

function unknown(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return `expected one of ${shown}${names.length > SHOWN_NAMES ? ', …' : ''}`;
}
