import { describe, expect, test } from '@jest/globals';
import { parseJudgments } from '../evaluation/index.js';
import type { SearchAnswer, SearchRequest } from '../search/index.js';
import { compareProfiles, evaluateProfile } from './evaluate.js';

const judgments = parseJudgments('query\tproduct_id\tlabel\nlamp\ta\tE\nlamp\tb\tI\ncup\tc\tE\nvoid\td\tI\n');

/** Answers from fixed lists by ranking and query. */
function searchOf(lists: Record<string, Record<string, string[]>>, more: Partial<SearchAnswer> = {}) {
  const asked: SearchRequest[] = [];
  return {
    asked,
    search: async (request: SearchRequest): Promise<SearchAnswer> => {
      asked.push(request);
      const ids = lists[request.ranking ?? 'default']?.[request.query] ?? [];
      return {
        queryId: 'q',
        hits: ids.map((id) => ({ id, score: 0, product: { id, title: id } })),
        total: { value: ids.length, relation: 'eq' },
        facets: {},
        page: 1,
        pageSize: request.pageSize,
        generation: 'g1',
        ranking: `${request.ranking ?? 'default'}@1`,
        tookMs: 0,
        timings: {},
        ...more,
      };
    },
  };
}

describe('evaluateProfile', () => {
  test('measures every judged query on its first hundred hits and names what was left out', async () => {
    const aisle = searchOf({ default: { lamp: ['b', 'a'], cup: ['c'] } });
    const report = await evaluateProfile(aisle, judgments);
    expect(aisle.asked.map((request) => [request.query, request.pageSize])).toEqual([
      ['lamp', 100],
      ['cup', 100],
    ]);
    expect(report).toMatchObject({ ranking: 'default@1', generation: 'g1', queries: 2 });
    expect(report.metrics.mrr).toBeCloseTo((0.5 + 1) / 2, 12);
    expect(report.perQuery.map((each) => each.query)).toEqual(['lamp', 'cup']);
    expect(report.notes).toEqual(['1 queries have no judged product that gains anything: left out']);
  });

  test('an answer from one leg alone is no measurement', async () => {
    const aisle = searchOf({}, { degraded: ['vector'] });
    await expect(evaluateProfile(aisle, judgments)).rejects.toMatchObject({ code: 'unprocessable' });
  });

  test('judgments without a relevant product are refused', async () => {
    const none = parseJudgments('query\tproduct_id\tlabel\nlamp\ta\tI\n');
    await expect(evaluateProfile(searchOf({}), none)).rejects.toMatchObject({ code: 'unprocessable' });
  });
});

test('compareProfiles pairs the queries', async () => {
  const aisle = searchOf({ default: { lamp: ['a'], cup: ['c'] }, rrf: { lamp: ['b', 'a'], cup: ['c'] } });
  const comparison = await compareProfiles(aisle, judgments, undefined, 'rrf');
  expect(comparison.find((each) => each.metric === 'mrr')).toMatchObject({
    mean: 1,
    against: 0.75,
    difference: 0.25,
  });
});
