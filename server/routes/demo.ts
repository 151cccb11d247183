import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AisleError } from '../../base/index.js';
import { endpoint, type Endpoint } from '../endpoint.js';

const shopper = z.strictObject({
  id: z.string(),
  name: z.string(),
  about: z.string(),
  tryQueries: z.array(z.string()),
});

/** Written by `aisle demo` beside its catalogue. */
export const demoShoppersFile = (data: string): string => join(data, 'demo', 'shoppers.json');

export const demoEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/demo/shoppers',
    roles: ['search'],
    summary: 'The generated shoppers that the page may switch between; none outside the demo.',
    answers: { 200: { description: 'The shoppers.', schema: z.array(shopper) } },
    problems: ['not_found'],
    handle: async ({ aisle }) => {
      try {
        const text = await readFile(demoShoppersFile(aisle.config.data), 'utf8');
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new AisleError('not_found', 'this installation has no demo shoppers', { cause: error });
      }
    },
  }),
];
