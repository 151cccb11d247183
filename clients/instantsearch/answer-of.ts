import type { SearchAnswer } from '../../search/index.js';
import type { AlgoliaAnswer } from './algolia.js';
import { fieldOf } from './condition.js';
import { facetsOf, isValues } from './facets-of.js';
import { highlightResults } from './highlight-result.js';
import { categoryPath, type Group } from './plan.js';
import type { Asked } from './read-request.js';
import type { Search } from './search-of.js';

/** Hits that Aisle turns pages over. */
const MAX_DEPTH = 10_000;

/** What InstantSearch gets for one of the requests of a group. */
export function answerOf(group: Group, asked: Asked, search: Search, answer: SearchAnswer): AlgoliaAnswer {
  const { total, hits, facets, tookMs, queryId } = answer;
  const { hitsPerPage, params } = asked;
  const isMain = asked === group.main;
  const pages = Math.ceil(total.value / Math.max(1, hitsPerPage));
  return {
    index: asked.indexName,
    query: asked.query,
    params: textOf(params),
    hits:
      hitsPerPage === 0
        ? []
        : hits.map((hit) => ({ ...hit.product, objectID: hit.id, ...highlightResults(hit, asked) })),
    nbHits: total.value,
    nbPages: hitsPerPage === 0 ? 0 : Math.min(pages, Math.floor(MAX_DEPTH / hitsPerPage)),
    page: asked.page,
    hitsPerPage,
    ...facetsOf(facets, asked, categoryPath(group, asked)),
    exhaustiveNbHits: total.relation === 'eq',
    exhaustiveFacetsCount: asked.facets.every((attribute) => {
      const facet = facets[fieldOf(attribute)];
      return facet === undefined || !isValues(facet) || facet.length < search.facetSize;
    }),
    // InstantSearch adds them up, and it was one search.
    processingTimeMS: isMain ? Math.round(tookMs) : 0,
    ...(params['clickAnalytics'] === true ? { queryID: queryId } : {}),
  };
}

function textOf(params: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
  return new URLSearchParams(texts).toString();
}
