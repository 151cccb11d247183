import { averagePrecision } from './average-precision.js';
import { judgedAt } from './judged.js';
import type { Gains } from './judgments.js';
import { ndcg } from './ndcg.js';
import { recallAt } from './recall.js';
import { reciprocalRank } from './reciprocal-rank.js';

/** What one ranked list is measured by, in the order of reports. */
export const METRICS = ['ndcg@10', 'judged@10', 'recall@100', 'mrr', 'map'] as const;
export type Metric = (typeof METRICS)[number];

/** A metric that is undefined for the query (nothing was judged exact) is absent. */
export type QueryMetrics = Readonly<Partial<Record<Metric, number>>>;

/** Measures the first hundred hits of one query, best first. */
export function queryMetrics(ranked: readonly string[], gains: Gains): QueryMetrics {
  const all: Record<Metric, number | undefined> = {
    'ndcg@10': ndcg(ranked, gains, 10),
    'judged@10': judgedAt(ranked, gains, 10),
    'recall@100': recallAt(ranked, gains, 100),
    mrr: reciprocalRank(ranked, gains),
    map: averagePrecision(ranked, gains),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
