import { ACCEPTABLE_GAIN, type Gains } from './judgments.js';

export interface SetQuality {
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of both, 0 when both are 0. */
  readonly f1: number;
}

/**
 * How good a whole answer is as a set: exact products and substitutes belong in it, everything else, unjudged products
 * too, does not. Precision of an empty set is 0. Undefined when no judged product belongs.
 */
export function setQuality(members: readonly string[], gains: Gains): SetQuality | undefined {
  const right = new Set([...gains].filter(([, gain]) => gain >= ACCEPTABLE_GAIN).map(([id]) => id));
  if (right.size === 0) return undefined;
  const set = new Set(members);
  const hits = [...set].filter((id) => right.has(id)).length;
  const precision = set.size === 0 ? 0 : hits / set.size;
  const recall = hits / right.size;
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Share of the first k that are exact or substitutes; 0 of an empty list. Unjudged counts as wrong. */
export function acceptableAt(ranked: readonly string[], gains: Gains, k: number): number {
  const first = ranked.slice(0, k);
  if (first.length === 0) return 0;
  return first.filter((id) => (gains.get(id) ?? 0) >= ACCEPTABLE_GAIN).length / first.length;
}
