import { z } from 'zod';
import { forEverybody } from '../caching.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { DOCS_PAGE } from '../docs-page.js';

/** `/openapi.json` of the table, which holds this endpoint too. */
export const docsEndpoints = (document: () => object): readonly Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/openapi.json',
    roles: ['ops'],
    summary: 'This description of the API: OpenAPI 3.1.',
    shared: true,
    answers: { 200: { description: 'The document.', schema: z.looseObject({ openapi: z.string() }) } },
    handle: async () => document(),
  }),
  endpoint({
    method: 'get',
    path: '/docs',
    roles: ['ops'],
    summary: 'The description as a page to read and try.',
    answers: { 200: { description: 'The page.', type: 'text/html' } },
    handle: async ({ response }) => {
      forEverybody(response, DOCS_PAGE);
      response.type('html').send(DOCS_PAGE);
    },
  }),
];
