import { parseSuggestRequest, suggestRequestSchema } from '../../search/index.js';
import { endpoint, type Endpoint, type Input } from '../endpoint.js';
import { asUser } from '../as-user.js';
import { suggestAnswerSchema } from '../schemas/suggest-answer.js';

/** Read once, when it is known who asks. */
const parameters: Input<unknown> = { schema: suggestRequestSchema, read: (query) => query };

export const suggestEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/suggest',
    roles: ['search', 'relevance'],
    summary: 'Completions, categories and products as someone types.',
    description:
      'Products are found by words and identifiers alone. Filters, synonyms and stop words of the live ranking hold, its pins and boosts do not. What live updates bring is among the products at once, among completions and categories with the next reindex at the latest.',
    query: parameters,
    shared: true,
    answers: { 200: { description: 'What the text may become.', schema: suggestAnswerSchema } },
    handle: async ({ aisle, caller, query, response }) => {
      const found = await aisle.suggest(parseSuggestRequest(asUser(query, caller)));
      response.locals['generation'] = found.generation;
      return found;
    },
  }),
];
