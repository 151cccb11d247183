import { AisleError, type OnProgress } from '../base/index.js';
import {
  compare,
  meansOf,
  queryMetrics,
  type Comparison,
  type EvaluationReport,
  type Gains,
  type Judgments,
} from '../evaluation/index.js';
import type { Aisle } from './aisle.js';
import { askAll } from './ask-all.js';

/** Of the paired tests: enough rounds for p to two digits, the same each time. */
export const RESAMPLING = { seed: 1, rounds: 10_000 };

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
  const positive = positiveOf(judgments);
  const ranked = await askAll(
    aisle,
    positive.map(([query]) => query),
    ranking,
    onProgress,
  );
  const perQuery = positive.map(([query, gains], i) => ({
    query,
    ...queryMetrics(ranked[i]?.ids ?? [], gains),
  }));
  const said = ranked.at(-1)?.answer;
  const left = judgments.size - positive.length;
  return {
    ranking: said?.ranking ?? '',
    generation: said?.generation ?? '',
    queries: perQuery.length,
    metrics: meansOf(perQuery),
    perQuery,
    notes: left === 0 ? [] : [`${left} queries have no judged product that gains anything: left out`],
  };
}

/**
 * The queries that can tell rankings apart: some judged product gains something. Throws `unprocessable` when there are
 * none.
 */
export function positiveOf(judgments: Judgments): [string, Gains][] {
  const positive = [...judgments].filter(([, gains]) => [...gains.values()].some((gain) => gain > 0));
  if (positive.length > 0) return positive;
  throw new AisleError('unprocessable', 'the judgments call no product relevant for any query');
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
