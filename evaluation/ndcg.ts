import type { Gains } from './judgments.js';

/**
 * Normalised discounted cumulative gain of the first k (Järvelin and Kekäläinen 2002, linear gains): each gain is
 * discounted by 1/log2(rank + 1), the ideal order is that of all judged products, an unjudged product gains 0.
 * 0..1; undefined when no judged product gains anything.
 */
export function ndcg(ranked: readonly string[], gains: Gains, k: number): number | undefined {
  const ideal = dcg(
    [...gains.values()].sort((a, b) => b - a),
    k,
  );
  if (ideal === 0) return undefined;
  return (
    dcg(
      ranked.map((id) => gains.get(id) ?? 0),
      k,
    ) / ideal
  );
}

function dcg(gains: readonly number[], k: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(k, gains.length); i++) sum += (gains[i] ?? 0) / Math.log2(i + 2);
  return sum;
}
