import type { OnProgress } from '../base/index.js';
import {
  compare,
  mean,
  meansOf,
  overlapAt,
  quantile,
  queryMetrics,
  type Comparison,
  type EvaluationReport,
  type Judgments,
  type Overlap,
  type QueryMetrics,
} from '../evaluation/index.js';
import type { GenerationSearch } from './aisle.js';
import { askAll, type Ranked } from './ask-all.js';
import { positiveOf, RESAMPLING } from './evaluate.js';

/** What is asked of both generations. */
export type Questions = { readonly queries: readonly string[] } | { readonly judgments: Judgments };

export interface GenerationQuality {
  readonly generation: string;
  readonly model: string;
  /** Means over the judged queries; empty without judgments. */
  readonly metrics: EvaluationReport['metrics'];
  /** Queries that found nothing. */
  readonly empty: number;
  /** Products in the median set. */
  readonly medianTotal: number;
}

export type Differing = Overlap & {
  readonly query: string;
  /** NDCG@10 in each; absent without judgments. */
  readonly ndcg?: readonly [number | undefined, number | undefined];
  /** The first product in each. */
  readonly first: readonly [string | undefined, string | undefined];
};

export interface GenerationComparison {
  readonly ranking: string;
  readonly queries: number;
  /** As they were named: the second one is measured against the first. */
  readonly generations: readonly [GenerationQuality, GenerationQuality];
  /** Of the second against the first, metric by metric; empty without judgments. */
  readonly comparison: readonly Comparison[];
  /** Means over the queries, of the first ten hits. */
  readonly overlap: Overlap;
  /** The queries whose first ten differ most, most first. */
  readonly differing: readonly Differing[];
}

/** Hits of an answer that are held against each other: the page that shoppers look at. */
const SHOWN = 10;
/** Queries that are named. */
const NAMED = 10;

/**
 * Asks two generations the same queries, and measures both on the judgments where there are some. Throws
 * `unprocessable` when no query can tell them apart or a leg did not answer, and what the search throws.
 */
export async function compareGenerations(
  [a, b]: readonly [GenerationSearch, GenerationSearch],
  questions: Questions,
  options: { readonly ranking?: string | undefined; readonly onProgress?: OnProgress } = {},
): Promise<GenerationComparison> {
  const judged = 'judgments' in questions ? positiveOf(questions.judgments) : undefined;
  const queries = 'queries' in questions ? questions.queries : (judged ?? []).map(([query]) => query);
  const { ranking, onProgress } = options;
  const before = await askAll(a, queries, ranking, onProgress);
  const after = await askAll(b, queries, ranking, onProgress);
  const measured = (ranked: readonly Ranked[]): QueryMetrics[] =>
    (judged ?? []).map(([, gains], i) => queryMetrics(ranked[i]?.ids ?? [], gains));
  const [left, right] = [measured(before), measured(after)];
  const differing = queries.map((query, i): Differing => {
    const [one, other] = [before[i]?.ids ?? [], after[i]?.ids ?? []];
    const ndcg = [left[i]?.['ndcg@10'], right[i]?.['ndcg@10']] as const;
    return {
      query,
      ...overlapAt(one, other, SHOWN),
      ...(judged === undefined ? {} : { ndcg }),
      first: [one[0], other[0]],
    };
  });
  return {
    ranking: before[0]?.answer.ranking ?? '',
    queries: queries.length,
    generations: [qualityOf(a, before, left), qualityOf(b, after, right)],
    comparison: compare(right, left, RESAMPLING),
    overlap: {
      jaccard: mean(differing.map(({ jaccard }) => jaccard)),
      rbo: mean(differing.map(({ rbo }) => rbo)),
    },
    // The sort is stable: of equal ones the query that was asked first.
    differing: differing.sort((one, other) => one.rbo - other.rbo).slice(0, NAMED),
  };
}

function qualityOf(
  { generation, model }: GenerationSearch,
  ranked: readonly Ranked[],
  metrics: readonly QueryMetrics[],
): GenerationQuality {
  const totals = ranked.map(({ answer }) => answer.total.value);
  return {
    generation,
    model,
    metrics: meansOf(metrics),
    empty: totals.filter((total) => total === 0).length,
    medianTotal: quantile(totals, 0.5),
  };
}
