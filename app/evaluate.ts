import PQueue from 'p-queue';
import { AisleError, type OnProgress } from '../base/index.js';
import {
  compare,
  meansOf,
  queryMetrics,
  type Comparison,
  type EvaluationReport,
  type Judgments,
} from '../evaluation/index.js';
import { parseSearchRequest } from '../search/index.js';
import type { Aisle } from './aisle.js';

/** Searches under way at a time: enough to join query embeddings, few enough to keep deadlines. */
const CONCURRENCY = 8;
/** recall@100 looks this deep. Hits. */
const DEPTH = 100;
const RESAMPLING = { seed: 1, rounds: 10_000 };

/**
 * Searches every judged query and measures the first hundred hits. A query without a judged product that gains
 * anything cannot tell rankings apart: it is left out and noted. Throws `unprocessable` when none is left or an answer
 * came from one leg alone, and what the search throws.
 */
export async function evaluateProfile(
  aisle: Pick<Aisle, 'search'>,
  judgments: Judgments,
  ranking?: string,
  onProgress?: OnProgress,
): Promise<EvaluationReport> {
  const positive = [...judgments].filter(([, gains]) => [...gains.values()].some((gain) => gain > 0));
  if (positive.length === 0) {
    throw new AisleError('unprocessable', 'the judgments call no product relevant for any query');
  }
  const queue = new PQueue({ concurrency: CONCURRENCY });
  let done = 0;
  let said = { ranking: '', generation: '' };
  const perQuery = await queue.addAll(
    positive.map(([query, gains]) => async () => {
      const answer = await aisle.search(parseSearchRequest({ query, pageSize: DEPTH, ranking }));
      if (answer.degraded !== undefined) {
        throw new AisleError('unprocessable', `"${query}": the ${answer.degraded.join(' and ')} leg failed`);
      }
      said = answer;
      onProgress?.({ stage: 'evaluate', done: ++done, total: positive.length, unit: 'queries' });
      return {
        query,
        ...queryMetrics(
          answer.hits.map((hit) => hit.id),
          gains,
        ),
      };
    }),
  );
  const left = judgments.size - positive.length;
  return {
    ranking: said.ranking,
    generation: said.generation,
    queries: perQuery.length,
    metrics: meansOf(perQuery),
    perQuery,
    notes: left === 0 ? [] : [`${left} queries have no judged product that gains anything: left out`],
  };
}

/** Both rankings on the same queries, each metric with a paired randomisation test and a bootstrap interval. */
export async function compareProfiles(
  aisle: Pick<Aisle, 'search'>,
  judgments: Judgments,
  ranking: string | undefined,
  against: string,
  onProgress?: OnProgress,
): Promise<Comparison[]> {
  const a = await evaluateProfile(aisle, judgments, ranking, onProgress);
  const b = await evaluateProfile(aisle, judgments, against, onProgress);
  if (a.generation !== b.generation) {
    throw new AisleError(
      'conflict',
      'another generation was published meanwhile: the rankings saw different products',
    );
  }
  return compare(a.perQuery, b.perQuery, RESAMPLING);
}
