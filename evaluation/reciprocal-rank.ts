import type { Gains } from './judgments.js';
import { exactOf } from './recall.js';

/** 1 / rank of the first product judged exact, 0 when there is none in the list; its mean over queries is MRR. Undefined when none was judged exact. */
export function reciprocalRank(ranked: readonly string[], gains: Gains): number | undefined {
  const exact = exactOf(gains);
  if (exact.size === 0) return undefined;
  const first = ranked.findIndex((id) => exact.has(id));
  return first < 0 ? 0 : 1 / (first + 1);
}
