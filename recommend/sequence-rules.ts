import type { Bought } from '../engines/state/index.js';

/** γ: how much less each older item of the history says. */
const DECAY = 0.7;
/** What much-bought items lose: n_i^.5 of the item that leads, n_d^.3 of the one it leads to. */
const LEADING = 0.5;
const FOLLOWING = 0.3;

/** A product that a history leads to. */
export interface Followed {
  readonly productId: string;
  readonly score: number;
  /** The item of the history that says most for it. */
  readonly from: string;
}

/**
 * Σ over the items i of a history, newest first, of γ^rank · s(i→d) / (n_i^.5 · n_d^.3): those who had i next took d, s
 * being how many and how soon after. Sequential rules with decay (Ludewig and Jannach, UMUAI 2018), damped as the cosine of
 * item-based filtering is (Deshpande and Karypis, "Item-based top-N recommendation algorithms", TOIS 2004); the exponents
 * are measured on purchase sequences. Best first, ties by id; items of the history are not left out.
 */
export function sequenceScores(history: readonly Bought[]): Followed[] {
  const found = new Map<string, { score: number; from: string; most: number }>();
  for (const [rank, { productId: from, buyers, after }] of history.entries()) {
    for (const { productId, strength, buyers: takers } of after) {
      const part = (DECAY ** rank * strength) / (buyers ** LEADING * takers ** FOLLOWING);
      const known = found.get(productId) ?? { score: 0, from, most: 0 };
      known.score += part;
      if (part > known.most) [known.from, known.most] = [from, part];
      found.set(productId, known);
    }
  }
  return [...found]
    .map(([productId, { score, from }]) => ({ productId, score, from }))
    .sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1));
}
