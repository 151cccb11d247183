import type { Gains } from './judgments.js';

/** Share of the first k that somebody judged: how far the other figures can be trusted. 0 of an empty list. */
export function judgedAt(ranked: readonly string[], gains: Gains, k: number): number {
  const first = ranked.slice(0, k);
  return first.length === 0 ? 0 : first.filter((id) => gains.has(id)).length / first.length;
}
