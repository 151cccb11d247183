import { z } from 'zod';
import {
  MAX_ITEMS,
  MAX_SIZE,
  parseRecommendations,
  parseRelated,
  PLACEMENTS,
  RELATED_KINDS,
} from '../../recommend/index.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { asUser } from '../as-user.js';
import { checked, idParameter, integerParameter, listParameter } from '../input.js';
import { recommendationsAnswerSchema, relatedAnswerSchema } from '../schemas/recommendations.js';

const text = (about: string) => z.string().optional().describe(about);

const common = {
  size: integerParameter(1, MAX_SIZE).optional().describe('Products at most.'),
  user: text('The shopper; their own history then counts.'),
  sessionId: text('The session; what was done in it counts.'),
};

const relatedParameters = checked(
  z.strictObject({
    kind: z.enum(RELATED_KINDS).optional().describe('Absent: `similar`.'),
    ...common,
  }),
);

const recommendationsParameters = checked(
  z.strictObject({
    placement: z.enum(PLACEMENTS).describe('Where the list will stand.'),
    items: listParameter(MAX_ITEMS).optional().describe('Of `cart`: ids of the products in it.'),
    category: text('Of `category`: its path or a prefix of it, levels joined by ` > `.'),
    ...common,
  }),
);

export const recommendationEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/products/:id/related',
    roles: ['search', 'relevance'],
    summary: 'Products that could stand for one, were bought with it, or go with it.',
    params: idParameter,
    query: relatedParameters,
    shared: true,
    answers: { 200: { description: 'The products, each with its reason.', schema: relatedAnswerSchema } },
    problems: ['not_found', 'deadline_exceeded'],
    handle: async ({ aisle, caller, params, query, response }) => {
      const request = parseRelated(params.id, asUser(named(query), caller, 'user'));
      const found = await aisle.recommend.related(request);
      response.locals['generation'] = found.generation;
      return found;
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/recommendations',
    roles: ['search', 'relevance'],
    summary: 'Products for a place in the shop that nobody searched for.',
    query: recommendationsParameters,
    shared: true,
    answers: {
      200: { description: 'The products, each with its reason.', schema: recommendationsAnswerSchema },
    },
    problems: ['deadline_exceeded'],
    handle: async ({ aisle, caller, query, response }) => {
      const request = parseRecommendations(asUser(named(query), caller, 'user'));
      const found = await aisle.recommend.recommendations(request);
      response.locals['generation'] = found.generation;
      return found;
    },
  }),
];

/** The shopper as everything behind it calls them. */
function named<T extends { readonly user?: string | undefined }>({ user, ...query }: T) {
  return user === undefined ? query : { ...query, userId: user };
}
