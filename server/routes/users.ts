import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Consent } from '../../engines/state/index.js';
import { userKey, type ExportLine } from '../../shoppers/index.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { checked, idParameter } from '../input.js';
import { erasedSchema, userSchema } from '../schemas/user.js';

const roles = ['privacy'] as const;

const said = z
  .strictObject({ personalise: z.boolean().optional(), log: z.boolean().optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'expected personalise or log')
  .transform(({ personalise, log }): Consent => ({
    ...(personalise === undefined ? {} : { personalise }),
    ...(log === undefined ? {} : { log }),
  }));

export const userEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/users/:id',
    roles,
    summary: 'What is known about a person, in short.',
    description: 'The id of a user, or `client:…` or `session:…`. Somebody unknown has no events.',
    params: idParameter,
    answers: { 200: { description: 'How much is known, and what searches see of it.', schema: userSchema } },
    handle: ({ aisle, params: { id }, signal }) => aisle.users.show(userKey(id), { signal }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/users/:id/export',
    roles,
    summary: 'Everything stored about a person and derived from it, as a stream of lines.',
    description:
      'Lines of JSON with a `kind`: consent, session, event, search, history (what searches see), popularity (what their events add to the counts of products).',
    params: idParameter,
    answers: { 200: { description: 'One JSON object a line.', type: 'application/x-ndjson' } },
    stream: true,
    handle: async ({ aisle, params: { id }, signal, response }) => {
      response.status(200).type('application/x-ndjson');
      await pipeline(Readable.from(textOf(aisle.users.export(userKey(id)))), response, { signal });
    },
  }),
  endpoint({
    method: 'delete',
    path: '/v1/users/:id',
    roles,
    summary: 'Erase a person.',
    description:
      'From events, logged searches, the counts of products and queries, consents and open cursors: what stays is the state of a shop that they never came to.',
    params: idParameter,
    answers: { 200: { description: 'What went.', schema: erasedSchema } },
    problems: ['storage_full'],
    handle: ({ aisle, params: { id } }) => aisle.users.erase(userKey(id)),
  }),
  endpoint({
    method: 'put',
    path: '/v1/users/:id/consent',
    roles,
    summary: 'Keep what a person allows from now on; what is left out stays as it was.',
    params: idParameter,
    body: checked(said),
    example: { personalise: false, log: false },
    answers: { 204: { description: 'Kept: the next search and the next event heed it.' } },
    problems: ['storage_full'],
    handle: async ({ aisle, params: { id }, body, response, signal }) => {
      await aisle.users.allow(userKey(id), body, { signal });
      response.status(204).end();
    },
  }),
];

async function* textOf(lines: AsyncIterable<ExportLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
