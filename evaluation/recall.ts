import type { Gains } from './judgments.js';

/**
 * Share of the products judged exact (gain 1) that stand among the first k; k = Infinity: in the whole set.
 * Undefined when none was judged exact.
 */
export function recallAt(ranked: readonly string[], gains: Gains, k: number): number | undefined {
  const exact = exactOf(gains);
  if (exact.size === 0) return undefined;
  return new Set(ranked.slice(0, k).filter((id) => exact.has(id))).size / exact.size;
}

export function exactOf(gains: Gains): ReadonlySet<string> {
  return new Set([...gains].filter(([, gain]) => gain === 1).map(([id]) => id));
}
