import { dot } from '../engines/vectors/index.js';

/** One candidate of a list, best first by relevance. */
export interface Choosable {
  /** At least 0. */
  readonly relevance: number;
  /** Unit length; undefined where not known: then it is like nothing. */
  readonly vector: Float32Array | undefined;
  readonly brand: string | undefined;
}

export interface DiversityLimits {
  readonly size: number;
  /** λ, 0..1: 1 is relevance alone. */
  readonly relevance: number;
  /** Of one brand at most, while another brand is left. */
  readonly perBrand: number;
}

/**
 * Maximal marginal relevance: each next one maximises λ·relevance/best − (1 − λ)·its greatest cosine with those chosen
 * (Carbonell and Goldstein, "The use of MMR", SIGIR 1998; a negative cosine counts as 0). A brand that has had its number
 * waits until the others are used up: a list is not left short for it. Ties keep the given order.
 *
 * @returns positions of the chosen, in order
 */
export function diversify(candidates: readonly Choosable[], limits: DiversityLimits): number[] {
  const best = candidates.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  const likeness = new Float64Array(candidates.length);
  const left = new Set(candidates.keys());
  const brands = new Map<string, number>();
  const chosen: number[] = [];
  const value = (at: number) =>
    (limits.relevance * (candidates[at]?.relevance ?? 0)) / (best || 1) -
    (1 - limits.relevance) * (likeness[at] as number);
  const within = (at: number) => {
    const brand = candidates[at]?.brand;
    return brand === undefined || (brands.get(brand) ?? 0) < limits.perBrand;
  };
  while (chosen.length < limits.size && left.size > 0) {
    const free = [...left].filter(within);
    const next = bestOf(free.length > 0 ? free : [...left], value);
    const { vector, brand } = candidates[next] as Choosable;
    chosen.push(next);
    left.delete(next);
    if (brand !== undefined) brands.set(brand, (brands.get(brand) ?? 0) + 1);
    if (vector === undefined) continue;
    for (const at of left) {
      const other = candidates[at]?.vector;
      if (other === undefined) continue;
      likeness[at] = Math.max(likeness[at] as number, dot(vector, other, 0, other.length));
    }
  }
  return chosen;
}

function bestOf(positions: readonly number[], value: (at: number) => number): number {
  return positions.reduce((best, at) => (value(at) > value(best) ? at : best));
}
