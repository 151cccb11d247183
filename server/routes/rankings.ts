import { z } from 'zod';
import { isRecord } from '../../base/index.js';
import { differenceOf, draftSchema, parseDraft } from '../../rankings/index.js';
import { rankingName } from '../../reranker/index.js';
import { editOptions, editParameters, made, tagged } from '../edit-options.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { checked } from '../input.js';
import {
  rankingDifferenceSchema,
  rankingListSchema,
  rankingVersionSchema,
  versionSummarySchema,
} from '../schemas/ranking.js';

const roles = ['relevance'] as const;
const problems = ['not_found', 'conflict'] as const;
const name = checked(z.strictObject({ name: rankingName }));
const reference = z.string().min(1).max(256).describe('`name` for the live version, or `name@version`.');
const version = z.int().min(1);
const live = version
  .exactOptional()
  .describe('The version that the caller takes for live: another one is a conflict.');
const summary = { description: 'The version.', schema: versionSummarySchema };

export const rankingEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/rankings',
    roles,
    summary: 'Every ranking with its live and its newest version.',
    answers: { 200: { description: 'The rankings by name.', schema: rankingListSchema } },
    handle: async ({ aisle }) => ({ rankings: await aisle.rankings.list() }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/rankings/:name',
    roles,
    summary: 'Everything that a version of a ranking says.',
    description: 'Its ETag names the newest version, which a change may be bound to by If-Match.',
    params: checked(z.strictObject({ name: reference })),
    answers: { 200: { description: 'The version.', schema: rankingVersionSchema } },
    problems,
    handle: async ({ aisle, params: { name: wanted } }) => {
      const found = await aisle.rankings.show(wanted);
      const [newest] = await aisle.rankings.history(found.name);
      return tagged(newest?.version ?? found.version, found);
    },
  }),
  endpoint({
    method: 'put',
    path: '/v1/rankings/:name',
    roles,
    summary: 'Make a new version of a ranking, or a new ranking.',
    description: 'What the body leaves out is as in the newest version.',
    params: name,
    query: checked(z.strictObject(editParameters)),
    // Read in slices when it is handled: a long list holds no search up.
    body: { schema: draftSchema.omit({ name: true }), read: (body) => body },
    example: { stopWords: ['cheap'] },
    answers: { 200: summary },
    problems,
    handle: async (context) => {
      const { aisle, params, query, body } = context;
      const draft = await parseDraft(isRecord(body) ? { ...body, name: params.name } : body);
      return made(await aisle.rankings.put(draft, editOptions(query, context)));
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/rankings/:name/versions',
    roles,
    summary: 'The history of a ranking, newest first.',
    params: name,
    answers: {
      200: {
        description: 'Its versions.',
        schema: z.strictObject({ versions: z.array(versionSummarySchema) }),
      },
    },
    problems,
    handle: async ({ aisle, params }) => {
      const versions = await aisle.rankings.history(params.name);
      return tagged(versions[0]?.version ?? 0, { versions });
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/rankings/:name/promote',
    roles,
    summary: 'Make a version live: the next search uses it.',
    params: name,
    body: checked(z.strictObject({ version, live })),
    answers: { 200: summary },
    problems,
    handle: ({ aisle, params, body }) => aisle.rankings.promote(params.name, body.version, body.live),
  }),
  endpoint({
    method: 'post',
    path: '/v1/rankings/:name/rollback',
    roles,
    summary: 'Make live what was live before.',
    params: name,
    body: checked(z.strictObject({ live })),
    optionalBody: true,
    answers: { 200: summary },
    problems,
    handle: ({ aisle, params, body }) => aisle.rankings.rollback(params.name, body.live),
  }),
  endpoint({
    method: 'get',
    path: '/v1/rankings/:from/diff/:to',
    roles,
    summary: 'What changed from one version to another.',
    params: checked(z.strictObject({ from: reference, to: reference })),
    answers: { 200: { description: 'The differences.', schema: rankingDifferenceSchema } },
    problems,
    handle: async ({ aisle, params: { from, to } }) =>
      differenceOf(await aisle.rankings.show(from), await aisle.rankings.show(to)),
  }),
];
