import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { checked, idParameter, integerParameter } from '../input.js';
import { generationSchema, generationSummarySchema } from '../schemas/generation.js';

const roles = ['catalogue'] as const;
const force = z
  .boolean()
  .default(false)
  .describe('In spite of what its verification found, and of a model that cannot be opened here.');
const one = { 200: { description: 'The generation.', schema: generationSchema } };
const unfit = ['not_found', 'unprocessable', 'conflict', 'corrupt', 'unavailable'] as const;
const removed = (description: string) => ({
  200: { description, schema: z.strictObject({ removed: z.array(z.string()) }) },
});

export const generationEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/generations',
    roles,
    summary: 'Every generation of the catalogue, newest first.',
    answers: {
      200: {
        description: 'The generations.',
        schema: z.strictObject({ generations: z.array(generationSummarySchema) }),
      },
    },
    handle: async ({ aisle }) => ({ generations: await aisle.generations.list() }),
  }),
  endpoint({
    method: 'delete',
    path: '/v1/generations',
    roles,
    summary: 'Remove old generations; never the live one, the one before it or the canary.',
    query: checked(
      z.strictObject({
        keep: integerParameter(0, 1_000).describe('How many of the others stay, the newest ones.'),
      }),
    ),
    answers: removed('What went.'),
    problems: ['conflict', 'corrupt'],
    handle: async ({ aisle, query: { keep } }) => ({ removed: await aisle.generations.prune({ keep }) }),
  }),
  // Before `/:id`, which would take the word for the name of a generation.
  endpoint({
    method: 'delete',
    path: '/v1/generations/canary',
    roles,
    summary: 'End the canary: the live generation answers everybody again.',
    answers: {
      200: { description: 'What it was.', schema: z.strictObject({ stopped: z.string() }) },
    },
    problems: ['not_found', 'conflict'],
    handle: async ({ aisle }) => ({ stopped: await aisle.generations.stopCanary() }),
  }),
  endpoint({
    method: 'post',
    path: '/v1/generations/rollback',
    roles,
    summary: 'Make live what was live before; ends the canary.',
    answers: one,
    problems: unfit,
    handle: async ({ aisle: { generations } }) => generations.show(await generations.rollback()),
  }),
  endpoint({
    method: 'get',
    path: '/v1/generations/:id',
    roles,
    summary: 'What a generation is made of, and whether it is served.',
    params: idParameter,
    answers: one,
    problems: ['not_found'],
    handle: ({ aisle, params: { id } }) => aisle.generations.show(id),
  }),
  endpoint({
    method: 'post',
    path: '/v1/generations/:id/publish',
    roles,
    summary: 'Make a generation live; ends the canary.',
    params: idParameter,
    body: checked(z.strictObject({ force })),
    optionalBody: true,
    answers: one,
    problems: unfit,
    handle: async ({ aisle: { generations }, params: { id }, body }) => {
      await generations.publish(id, body);
      return generations.show(id);
    },
  }),
  endpoint({
    method: 'put',
    path: '/v1/generations/:id/canary',
    roles,
    summary: 'Let a generation answer a share of the shoppers beside the live one.',
    description: 'The same shopper always gets the same side; a greater share moves nobody back.',
    params: idParameter,
    body: checked(
      z.strictObject({ share: z.number().min(0).max(1).describe('Of the shoppers, 0 to 1.'), force }),
    ),
    answers: one,
    problems: unfit,
    handle: async ({ aisle: { generations }, params: { id }, body }) => {
      await generations.canary(id, body);
      return generations.show(id);
    },
  }),
  endpoint({
    method: 'delete',
    path: '/v1/generations/:id',
    roles,
    summary: 'Remove a generation that is neither live nor the canary nor the one before.',
    params: idParameter,
    answers: removed('It went.'),
    problems: ['not_found', 'conflict', 'corrupt'],
    handle: async ({ aisle, params: { id } }) => {
      await aisle.generations.drop(id);
      return { removed: [id] };
    },
  }),
];
