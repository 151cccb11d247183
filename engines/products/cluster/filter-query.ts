import {
  analyseQuery,
  keywordPath,
  NAMING_FIELDS,
  numberPath,
  TEXT_FIELDS,
  type Filter,
  type FieldWeights,
  type ServerAnalyser,
} from '../../../mappings/index.js';
import { plainQuery } from '../words/planned-words.js';
import { wordQuery } from './word-query.js';

/** The naming fields alike and no others: a filter scores nothing. */
export const NAMING_WEIGHTS = Object.fromEntries(
  TEXT_FIELDS.map((field) => [field, NAMING_FIELDS.includes(field) ? 1 : 0]),
) as FieldWeights;

/** A filter of the field table as a query; checked names only. */
export function filterQuery(filter: Filter, analyser: ServerAnalyser): object {
  switch (filter.kind) {
    case 'keyword':
      return { terms: { [keywordPath(filter.field)]: filter.values } };
    case 'range':
      return { range: { [numberPath(filter.field)]: { ...lower(filter), ...upper(filter) } } };
    case 'words':
      return wordsQuery(filter.text, analyser);
    case 'not':
      return { bool: { must_not: [filterQuery(filter.filter, analyser)] } };
    case 'any': {
      const should = filter.filters.map((each) => filterQuery(each, analyser));
      return { bool: { should, minimum_should_match: 1 } };
    }
    case 'all':
      return { bool: { filter: filter.filters.map((each) => filterQuery(each, analyser)) } };
  }
}

function wordsQuery(text: string, analyser: ServerAnalyser): object {
  const { words } = plainQuery(analyseQuery(text));
  const queries = words.flatMap((word) => wordQuery(word, NAMING_WEIGHTS, analyser) ?? []);
  return queries.length === 0 ? { match_none: {} } : { bool: { filter: queries } };
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
    case 'words':
      return [];
    case 'not':
      return filterFields(filter.filter);
    case 'any':
    case 'all':
      return filter.filters.flatMap(filterFields);
  }
}
