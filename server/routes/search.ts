import { answerJson, parseSearchRequest } from '../../search/index.js';
import { endpoint, Json, type Context, type Endpoint } from '../endpoint.js';
import { asUser } from '../as-user.js';
import { searchAnswerSchema } from '../schemas/search-answer.js';
import { searchBody, searchParameters } from '../search-parameters.js';

const answers = { 200: { description: 'A page of the answer.', schema: searchAnswerSchema } };
const problems = ['cursor_expired', 'deadline_exceeded'] as const;

export const searchEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/search',
    roles: ['search', 'relevance'],
    summary: 'Search the catalogue; an empty query is the category page.',
    description:
      'Products are found by words, by meaning, and by what identifies them in any spelling: `id`, `groupId` and attributes such as `sku`, `ean` or `model`. What the whole query identifies stands first.',
    body: searchBody,
    optionalBody: true,
    example: {
      query: 'waterproof trail shoes',
      facets: ['brand', 'category', 'price'],
      pageSize: 10,
      highlight: true,
    },
    answers,
    problems,
    handle: (context) => answer(context, context.body),
  }),
  endpoint({
    method: 'get',
    path: '/v1/search',
    roles: ['search', 'relevance'],
    summary: 'The same search, its fields as parameters.',
    query: searchParameters,
    answers,
    problems,
    handle: (context) => answer(context, context.query),
  }),
];

type Asked = Pick<Context<unknown, unknown, unknown>, 'aisle' | 'caller' | 'response'>;

async function answer({ aisle, caller, response }: Asked, body: unknown) {
  const found = await aisle.search(parseSearchRequest(asUser(body, caller)));
  // For the access log: while a canary is tried, its times and failures are told apart by it.
  response.locals['generation'] = found.generation;
  return new Json(answerJson(found));
}
