import { mean } from './means.js';
import { METRICS, type Metric, type QueryMetrics } from './query-metrics.js';
import { bootstrapInterval, randomisationTest, type Resampling } from './significance.js';

export type QueryReport = { readonly query: string } & QueryMetrics;

/** How good one ranking is on judgments. */
export interface EvaluationReport {
  /** `name@version` of the ranking profile. */
  readonly ranking: string;
  readonly generation: string;
  /** Queries that were measured. */
  readonly queries: number;
  /** Means over the queries for which the metric is defined. */
  readonly metrics: Readonly<Partial<Record<Metric, number>>>;
  readonly perQuery: readonly QueryReport[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** Two rankings on the same queries; `difference` = mean − against, p two-sided, 95% interval of the difference. */
export interface Comparison {
  readonly metric: Metric;
  readonly mean: number;
  readonly against: number;
  readonly difference: number;
  readonly p: number;
  readonly interval: readonly [number, number];
}

export function meansOf(perQuery: readonly QueryMetrics[]): Partial<Record<Metric, number>> {
  const means: Partial<Record<Metric, number>> = {};
  for (const metric of METRICS) {
    const values = perQuery.flatMap((query) => query[metric] ?? []);
    if (values.length > 0) means[metric] = mean(values);
  }
  return means;
}

/** Compares two measurements of the same queries in the same order, metric by metric. */
export function compare(
  a: readonly QueryMetrics[],
  b: readonly QueryMetrics[],
  resampling: Resampling,
): Comparison[] {
  return METRICS.flatMap((metric) => {
    const pairs = a.flatMap((query, i) => {
      const [left, right] = [query[metric], b[i]?.[metric]];
      return left === undefined || right === undefined ? [] : [[left, right] as const];
    });
    if (pairs.length === 0) return [];
    const left = pairs.map(([value]) => value);
    const right = pairs.map(([, value]) => value);
    const { difference, p } = randomisationTest(left, right, resampling);
    return {
      metric,
      mean: mean(left),
      against: mean(right),
      difference,
      p,
      interval: bootstrapInterval(left, right, resampling),
    };
  });
}
