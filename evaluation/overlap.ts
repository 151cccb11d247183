/** How alike two ranked lists of one query are in their first k. */
export interface Overlap {
  /** Products in both, of those in either: 1 the same ones, 0 none in common. */
  readonly jaccard: number;
  /** The same with more weight to the top, 0..1: see {@link rankBiasedOverlap}. */
  readonly rbo: number;
}

/** Persistence of rank-biased overlap: the first ten ranks carry 86% of the weight. */
const PERSISTENCE = 0.9;

export function overlapAt(a: readonly string[], b: readonly string[], k: number): Overlap {
  const [left, right] = [a.slice(0, k), b.slice(0, k)];
  return { jaccard: jaccard(left, right), rbo: rankBiasedOverlap(left, right, PERSISTENCE) };
}

/** |A ∩ B| / |A ∪ B|; two empty lists are the same. */
function jaccard(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)];
  const both = [...left].filter((id) => right.has(id)).length;
  const either = left.size + right.size - both;
  return either === 0 ? 1 : both / either;
}

/**
 * Extrapolated rank-biased overlap of two lists without repetitions, of any lengths (Webber, Moffat and Zobel 2010,
 * equation 32). `p` in (0, 1): the chance that a reader goes on to the next rank. Two empty lists are the same.
 */
export function rankBiasedOverlap(a: readonly string[], b: readonly string[], p: number): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const [s, l] = [short.length, long.length];
  if (s === 0) return l === 0 ? 1 : 0;
  const seen = new Set<string>();
  let common = 0;
  let commonAtShort = 0;
  let sum = 0;
  for (let depth = 1; depth <= l; depth++) {
    for (const id of [short[depth - 1], long[depth - 1]]) {
      if (id === undefined) continue;
      if (seen.has(id)) common++;
      else seen.add(id);
    }
    if (depth === s) commonAtShort = common;
    const beyond = depth > s ? (commonAtShort * (depth - s)) / (s * depth) : 0;
    sum += (common / depth + beyond) * p ** depth;
  }
  const rest = ((common - commonAtShort) / l + commonAtShort / s) * p ** l;
  return ((1 - p) / p) * sum + rest;
}
