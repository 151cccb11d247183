import { z } from 'zod';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';
import {
  stopWord,
  synonymSchema,
  withItem,
  withoutItem,
  withoutStopWord,
  withStopWord,
  type ItemList,
  type RankingContent,
  type RankingVersion,
} from '../../rankings/index.js';
import { ruleSchema } from '../../reranker/index.js';
import { editOptions, editParameters, made, rankingParameter, tagged } from '../edit-options.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { checked, idParameter } from '../input.js';
import { versionSummarySchema } from '../schemas/ranking.js';

const roles = ['relevance'] as const;
const problems = ['not_found', 'conflict'] as const;
const reading = checked(z.strictObject({ ranking: rankingParameter }));
const writing = checked(z.strictObject({ ranking: rankingParameter, ...editParameters }));
const answers = { 200: { description: 'The new version of the ranking.', schema: versionSummarySchema } };
const READ_FROM = 'Read from the newest version, which a change starts from.';

/** What a change starts from: drafts count, so that several changes add up before they are promoted. */
async function newestOf({ rankings }: Aisle, name: string): Promise<RankingVersion> {
  const [newest] = await rankings.history(name);
  return rankings.show(`${name}@${newest?.version ?? 1}`);
}

function items(list: ItemList, one: string, schema: z.ZodObject, example: object): readonly Endpoint[] {
  const path = `/v1/${list}`;
  return [
    endpoint({
      method: 'get',
      path,
      roles,
      summary: `The ${list} of a ranking.`,
      description: READ_FROM,
      query: reading,
      answers: { 200: { description: `All ${list}.`, schema: z.strictObject({ [list]: z.array(schema) }) } },
      problems,
      handle: async ({ aisle, query }) => {
        const newest = await newestOf(aisle, query.ranking);
        return tagged(newest.version, { [list]: newest[list] });
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/:id`,
      roles,
      summary: `One ${one} of a ranking.`,
      description: READ_FROM,
      params: idParameter,
      query: reading,
      answers: { 200: { description: `The ${one}.`, schema } },
      problems,
      handle: async ({ aisle, params, query }) => {
        const newest = await newestOf(aisle, query.ranking);
        const found = newest[list].find(({ id }) => id === params.id);
        if (found === undefined) throw new AisleError('not_found', `there is no ${one} ${params.id}`);
        return tagged(newest.version, found);
      },
    }),
    endpoint({
      method: 'put',
      path: `${path}/:id`,
      roles,
      summary: `Add or replace one ${one}, in a new version of the ranking.`,
      params: idParameter,
      query: writing,
      // Looked at with the whole list when it is handled.
      body: { schema: schema.partial({ id: true }), read: (body) => checked(z.looseObject({})).read(body) },
      example,
      answers,
      problems,
      handle: async (context) => {
        const { aisle, params, query, body } = context;
        const change = aisle.rankings.edit(
          query.ranking,
          (newest) => withItem(newest, list, params.id, body),
          editOptions(query, context),
        );
        return made(await change);
      },
    }),
    endpoint({
      method: 'delete',
      path: `${path}/:id`,
      roles,
      summary: `Remove one ${one}, in a new version of the ranking.`,
      params: idParameter,
      query: writing,
      answers,
      problems,
      handle: async (context) => {
        const { aisle, params, query } = context;
        const change = aisle.rankings.edit(
          query.ranking,
          (newest) => withoutItem(newest, list, params.id),
          editOptions(query, context),
        );
        return made(await change);
      },
    }),
  ];
}

const word = checked(z.strictObject({ word: stopWord }));

const stopWords: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/stop-words',
    roles,
    summary: "A shop's own words that are not asked for where others remain.",
    description: READ_FROM,
    query: reading,
    answers: {
      200: { description: 'All of them.', schema: z.strictObject({ stopWords: z.array(z.string()) }) },
    },
    problems,
    handle: async ({ aisle, query }) => {
      const { version, stopWords } = await newestOf(aisle, query.ranking);
      return tagged(version, { stopWords });
    },
  }),
  endpoint({
    method: 'put',
    path: '/v1/stop-words/:word',
    roles,
    summary: 'Add a stop word, in a new version of the ranking.',
    params: word,
    query: writing,
    answers,
    problems,
    handle: async (context) => {
      const { aisle, params, query } = context;
      const add = (newest: RankingContent) => withStopWord(newest, params.word);
      return made(await aisle.rankings.edit(query.ranking, add, editOptions(query, context)));
    },
  }),
  endpoint({
    method: 'delete',
    path: '/v1/stop-words/:word',
    roles,
    summary: 'Remove a stop word, in a new version of the ranking.',
    params: word,
    query: writing,
    answers,
    problems,
    handle: async (context) => {
      const { aisle, params, query } = context;
      const remove = (newest: RankingContent) => withoutStopWord(newest, params.word);
      return made(await aisle.rankings.edit(query.ranking, remove, editOptions(query, context)));
    },
  }),
];

/** Synonyms, rules and stop words one by one: each change is a new version of their ranking. */
export const rankingItemEndpoints: readonly Endpoint[] = [
  ...items('synonyms', 'synonym', synonymSchema, { words: ['sofa', 'couch'] }),
  ...items('rules', 'rule', ruleSchema, {
    when: { query: { contains: ['sofa'] }, until: '2026-11-30T00:00:00+01:00' },
    then: { boost: [{ filter: { brand: ['Oakline'] }, positions: 5 }] },
  }),
  ...stopWords,
];
