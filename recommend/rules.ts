/** Counts of an association rule a → b, in distinct shoppers. */
export interface RuleCounts {
  /** Who bought both. */
  readonly both: number;
  /** Who bought a, who bought b, who bought anything. */
  readonly first: number;
  readonly second: number;
  readonly all: number;
}

/** Observations that independence is worth: a pair seen twice by chance is not yet a rule. Shoppers. */
const PRIOR = 1;

/** Share of a's buyers who bought b too, P(b|a), in 0..1 : Agrawal, Imieliński and Swami, "Mining association rules", SIGMOD 1993. Their support is `both`. */
export function confidence({ both, first }: RuleCounts): number {
  return first > 0 ? Math.min(1, both / first) : 0;
}

/**
 * How many times as often as by chance: observed over expected, with e = n_a·n_b / n expected, shrunk towards 1 as
 * (n_ab + 1) / (e + 1): the posterior mean of a rate whose prior is a gamma of mean 1 (DuMouchel, "Bayesian data mining in
 * large frequency tables", The American Statistician 1999).
 */
export function lift({ both, first, second, all }: RuleCounts): number {
  const expected = all > 0 ? (first * second) / all : 0;
  return (both + PRIOR) / (expected + PRIOR);
}

/**
 * confidence · log₂(lift), 0 where the two go together no oftener than by chance: the first term of the J-measure, what
 * having bought a tells of b (Smyth and Goodman, "An information theoretic approach to rule induction", IEEE TKDE 1992).
 */
export function information(counts: RuleCounts): number {
  return confidence(counts) * Math.max(0, Math.log2(lift(counts)));
}
