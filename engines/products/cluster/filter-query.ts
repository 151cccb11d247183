import { keywordPath, numberPath, type Filter } from '../../../mappings/index.js';

/** A filter of the field table as a query; checked names only. */
export function filterQuery(filter: Filter): object {
  switch (filter.kind) {
    case 'keyword':
      return { terms: { [keywordPath(filter.field)]: filter.values } };
    case 'range':
      return { range: { [numberPath(filter.field)]: { ...lower(filter), ...upper(filter) } } };
    case 'not':
      return { bool: { must_not: [filterQuery(filter.filter)] } };
    case 'any':
      return { bool: { should: filter.filters.map(filterQuery), minimum_should_match: 1 } };
    case 'all':
      return { bool: { filter: filter.filters.map(filterQuery) } };
  }
}

/** A server takes one bound on each side: of two the one that says more. */
function lower({ gte, gt }: { readonly gte?: number | undefined; readonly gt?: number | undefined }): object {
  if (gt === undefined) return gte === undefined ? {} : { gte };
  return gte !== undefined && gte > gt ? { gte } : { gt };
}

function upper({ lte, lt }: { readonly lte?: number | undefined; readonly lt?: number | undefined }): object {
  if (lt === undefined) return lte === undefined ? {} : { lte };
  return lte !== undefined && lte < lt ? { lte } : { lt };
}

/** Names of the fields that a filter looks at. */
export function filterFields(
  filter: Filter,
): readonly { readonly kind: 'keyword' | 'range'; readonly field: string }[] {
  switch (filter.kind) {
    case 'keyword':
    case 'range':
      return [filter];
    case 'not':
      return filterFields(filter.filter);
    case 'any':
    case 'all':
      return filter.filters.flatMap(filterFields);
  }
}
