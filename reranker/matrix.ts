/**
 * The signals that a fusion can weigh. The first two are legs; the rest order what the legs found: what the query means
 * beyond its words (the category and the brand that it names, what it is to be without), the shopper, the shop.
 */
export const SIGNALS = [
  'lexical',
  'vector',
  'category',
  'brand',
  'negation',
  'personal',
  'sequence',
  'affinity',
  'popularity',
  'quality',
] as const;
export type Signal = (typeof SIGNALS)[number];

/**
 * The complete matrix: raw scores of `size` candidates, one column a signal. A column that is absent is unknown
 * for all candidates (a leg failed, no shopper): its weight is given up for the whole query. NaN in a column is
 * unknown for that candidate alone: it takes the signal's neutral value.
 */
export interface SignalMatrix {
  readonly size: number;
  readonly columns: Readonly<Partial<Record<Signal, Float32Array>>>;
}

/** Signals that depend on the shopper: what they move is bounded, and a closed gate switches all of them off. */
export const PERSONAL_SIGNALS = ['personal', 'sequence', 'affinity'] as const satisfies readonly Signal[];

export const QUERY_CLASSES = ['identifier', 'brand', 'category', 'long', 'nonLatin', 'general'] as const;
export type QueryClass = (typeof QUERY_CLASSES)[number];

export type Weights = Readonly<Record<Signal, number>>;

/** The weights that are named; those of all other signals are 0. */
export function weightsOf(named: Partial<Weights>): Weights {
  const none = Object.fromEntries(SIGNALS.map((signal) => [signal, 0])) as Record<Signal, number>;
  return { ...none, ...named };
}

/** A ranking profile is data: named, versioned, validated, promoted and rolled back, never edited in place. */
export interface RankingProfile {
  readonly name: string;
  readonly version: number;
  readonly fusion:
    | { readonly kind: 'linear' }
    | { readonly kind: 'rrf'; readonly k: number }
    | { readonly kind: 'distribution' };
  readonly weights: Weights;
  /** Weights that differ for a class of queries. */
  readonly classWeights?: Readonly<Partial<Record<QueryClass, Partial<Weights>>>>;
  /** How many positions at most personalisation may move a product. */
  readonly personalMoves: number;
}
