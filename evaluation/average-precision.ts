import type { Gains } from './judgments.js';
import { exactOf } from './recall.js';

/**
 * Mean of the precision at each exact product's rank, over all products judged exact; its mean over queries is MAP.
 * Undefined when none was judged exact.
 */
export function averagePrecision(ranked: readonly string[], gains: Gains): number | undefined {
  const exact = exactOf(gains);
  if (exact.size === 0) return undefined;
  let found = 0;
  let sum = 0;
  for (const [i, id] of ranked.entries()) {
    if (!exact.has(id)) continue;
    found++;
    sum += found / (i + 1);
  }
  return sum / exact.size;
}
