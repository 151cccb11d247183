import type { SearchAnswer } from '../../search/index.js';
import type { AlgoliaAnswer, AlgoliaRequest, FacetValuesAnswer } from './algolia.js';
import { answerOf } from './answer-of.js';
import { post, tokenOf } from './call.js';
import { facetSearch, facetValuesOf } from './facet-values.js';
import { LatestAnswers } from './latest-answers.js';
import type { ClientOptions } from './options.js';
import { plan } from './plan.js';
import { readRequest, type Asked } from './read-request.js';
import { MAX_VALUES, searchOf, type Search } from './search-of.js';

export { AisleClientError } from './call.js';
export { aisleInsights } from './insights.js';

/** InstantSearch's `searchClient`, as far as InstantSearch uses it. */
export interface AisleSearchClient {
  search(requests: readonly AlgoliaRequest[]): Promise<{ results: AlgoliaAnswer[] }>;
  searchForFacetValues(requests: readonly AlgoliaRequest[]): Promise<FacetValuesAnswer[]>;
  /** Forgets the latest answers: InstantSearch calls it in `refresh()`. */
  clearCache(): void;
}

/**
 * A `searchClient` on which InstantSearch's widgets run on Aisle. Requests that one search answers are answered by one.
 * Rejects with `AisleClientError`: 400 names what Aisle does not do, 0 is a service that did not answer.
 */
export function aisleSearchClient(options: ClientOptions = {}): AisleSearchClient {
  const ask = async (search: Search) => (await post(options, '/v1/search', search)) as SearchAnswer;
  const latest = new LatestAnswers();
  return {
    search: async (requests) => {
      const asked = requests.map(readRequest);
      const answerOnce = latest.state();
      const answers = new Map<Asked, AlgoliaAnswer>();
      await Promise.all(
        plan(asked).map(async (group) => {
          const search = searchOf(group, options);
          const key = JSON.stringify([tokenOf(options), search]);
          const answer = await answerOnce(key, () => ask(search));
          for (const one of [group.main, ...group.derived])
            answers.set(one, answerOf(group, one, search, answer));
        }),
      );
      return { results: asked.flatMap((one) => answers.get(one) ?? []) };
    },
    searchForFacetValues: (requests) =>
      Promise.all(
        requests.map(async (request) => {
          const main = facetSearch(readRequest(request), MAX_VALUES);
          const search = searchOf({ main, derived: [], own: new Set() }, options);
          return facetValuesOf(main, await ask(search));
        }),
      ),
    clearCache: () => latest.clear(),
  };
}
