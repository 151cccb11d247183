import type { SearchAnswer } from '../../search/index.js';
import type { AlgoliaAnswer, AlgoliaRequest, FacetValuesAnswer } from './algolia.js';
import { answersOf } from './answer-of.js';
import { post } from './call.js';
import { facetSearch, facetValuesOf } from './facet-values.js';
import type { ClientOptions } from './options.js';
import { plan } from './plan.js';
import { readRequest } from './read-request.js';
import { MAX_VALUES, searchOf, type Search } from './search-of.js';

export { AisleClientError } from './call.js';
export { aisleInsights } from './insights.js';

/** InstantSearch's `searchClient`, as far as InstantSearch uses it. */
export interface AisleSearchClient {
  search(requests: readonly AlgoliaRequest[]): Promise<{ results: AlgoliaAnswer[] }>;
  searchForFacetValues(requests: readonly AlgoliaRequest[]): Promise<FacetValuesAnswer[]>;
}

/**
 * A `searchClient` on which InstantSearch's widgets run on Aisle. Requests that one search answers are answered by one.
 * Rejects with `AisleClientError`: 400 names what Aisle does not do, 0 is a service that did not answer.
 */
export function aisleSearchClient(options: ClientOptions = {}): AisleSearchClient {
  const ask = async (search: Search) => (await post(options, '/v1/search', search)) as SearchAnswer;
  return {
    search: async (requests) => {
      const groups = plan(requests.map(readRequest));
      const underWay = new Map<string, Promise<SearchAnswer>>();
      const answers = groups.map(async (group) => {
        const search = searchOf(group, options);
        const key = JSON.stringify(search);
        const answer = underWay.get(key) ?? ask(search);
        underWay.set(key, answer);
        return answersOf(group, search, await answer);
      });
      return { results: (await Promise.all(answers)).flat() };
    },
    searchForFacetValues: (requests) =>
      Promise.all(
        requests.map(async (request) => {
          const main = facetSearch(readRequest(request), MAX_VALUES);
          const search = searchOf({ main, derived: [], own: new Set() }, options);
          return facetValuesOf(main, await ask(search));
        }),
      ),
  };
}
