import { AisleClientError } from './call.js';
import type { AlgoliaRequest } from './algolia.js';
import type { Condition } from './condition.js';
import { readFiltersText } from './filters-text.js';
import { facetAtom, numericAtom, readFilters } from './read-filters.js';

/** Parameters that mean nothing here, or whose default is what Aisle does anyhow: they change no set and no order. */
const WITHOUT_EFFECT = new Set([
  'analytics',
  'analyticsTags',
  'attributesToRetrieve',
  'clickAnalytics',
  'enablePersonalization',
  'facetName',
  'facetQuery',
  'getRankingInfo',
  'highlightPostTag',
  'highlightPreTag',
  'attributesToHighlight',
  'attributesToSnippet',
  'maxFacetHits',
  'maxValuesPerFacet',
  'percentileComputation',
  'replaceSynonymsInHighlight',
  'restrictHighlightAndSnippetArrays',
  'snippetEllipsisText',
  'sortFacetValuesBy',
  'userToken',
]);
const WITH_EFFECT = new Set([
  'facetFilters',
  'facets',
  'filters',
  'hitsPerPage',
  'numericFilters',
  'page',
  'query',
  'tagFilters',
]);

const DEFAULT_HITS = 20;
const MAX_HITS = 100;
/** Algolia's own default. */
const DEFAULT_VALUES = 100;
const SORTED_INDEX = /\/sort\/(?<sort>.+)$/;

/** A request of InstantSearch, checked and in Aisle's terms. */
export interface Asked {
  readonly indexName: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: string;
  readonly sort: string;
  readonly conditions: readonly Condition[];
  /** Attributes to count. */
  readonly facets: readonly string[];
  readonly maxValues: number;
  /** From 0. */
  readonly page: number;
  readonly hitsPerPage: number;
}

/** Throws {@link AisleClientError} (400) that names everything in the request which Aisle does not do. */
export function readRequest({ indexName, query, params = {} }: AlgoliaRequest): Asked {
  const errors: { path: string; message: string }[] = [];
  const complainOf = (path: string) => (message: string) => {
    errors.push({ path, message });
    return [] as const;
  };
  for (const [name, value] of Object.entries(params)) {
    if (WITHOUT_EFFECT.has(name) || WITH_EFFECT.has(name) || value === undefined) continue;
    complainOf(name)('is not supported by Aisle');
  }
  if (!isEmpty(params['tagFilters']))
    complainOf('tagFilters')('is not supported: filter an attribute instead');

  const facets = listOf(params['facets']);
  if (facets.includes('*')) complainOf('facets')('"*" is not supported: name the attributes');
  const hitsPerPage = countOf(params['hitsPerPage'], DEFAULT_HITS);
  if (hitsPerPage > MAX_HITS) complainOf('hitsPerPage')(`expected at most ${MAX_HITS}`);
  const { filters } = params;
  if (!isEmpty(filters) && typeof filters !== 'string') complainOf('filters')('expected a text');
  const conditions = [
    ...readFilters(params['facetFilters'], facetAtom, complainOf('facetFilters')),
    ...readFilters(params['numericFilters'], numericAtom, complainOf('numericFilters')),
    ...(typeof filters === 'string' ? readFiltersText(filters, complainOf('filters')) : []),
  ];
  if (errors.length > 0) {
    const named = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new AisleClientError(`the search cannot be made: ${named}`, 400, 'bad_request', errors);
  }
  const text = params['query'] ?? query;
  return {
    indexName,
    params,
    query: typeof text === 'string' ? text : '',
    sort: SORTED_INDEX.exec(indexName)?.groups?.['sort'] ?? 'relevance',
    conditions,
    facets,
    maxValues: countOf(params['maxValuesPerFacet'], DEFAULT_VALUES),
    page: countOf(params['page'], 0),
    hitsPerPage,
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.every(isEmpty));
}

/** A text stands for a list of one. */
export function listOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string' && item !== '');
}

function countOf(value: unknown, otherwise: number): number {
  const count = Number(value ?? otherwise);
  return Number.isSafeInteger(count) && count >= 0 ? count : otherwise;
}
