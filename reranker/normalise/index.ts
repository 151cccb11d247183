import type { RankingProfile, Signal } from '../matrix.js';
import { clampedScale } from './clamped-scale.js';
import { distribution } from './distribution.js';
import { fixedBounds } from './fixed-bounds.js';
import { reciprocalRank } from './reciprocal-rank.js';
import { shareOfBest } from './share-of-best.js';

/** What a query's raw scores are measured against. */
export interface Scales {
  /** The best BM25 of any product of the generation for this query. */
  readonly bestLexical: number;
  /** The model's fixed cosine bounds. */
  readonly cosine: { readonly low: number; readonly high: number };
}

/** Value of a candidate of which a signal says nothing, after normalisation: never better than the average one. */
export const NEUTRAL: Readonly<Record<Signal, number>> = {
  lexical: 0,
  vector: 0,
  category: 0,
  brand: 0,
  negation: 0,
  personal: 0,
  sequence: 0,
  affinity: 0,
  popularity: 0,
  quality: 0,
};

/** Raw value that counts as a full 1 of the signals that have no natural bound. */
const FULL: Readonly<Record<Exclude<Signal, 'lexical' | 'vector'>, number>> = {
  // These three are shares already.
  category: 1,
  brand: 1,
  negation: 1,
  // p·(v − μ): an attended history of the very same kind of product gives about .5.
  personal: 0.5,
  // Confidence of a rule, summed over few items.
  sequence: 1,
  // Log-odds over brand, category and price band together: e⁶ times as often as the catalogue.
  affinity: 6,
  // ln of a multiple of the average product: e³, twenty times as wanted.
  popularity: 3,
  quality: 1,
};

/** One column, normalised as the fusion wants it. */
export function normalise(
  signal: Signal,
  column: Float32Array,
  fusion: RankingProfile['fusion'],
  scales: Scales,
): Float64Array {
  const neutral = NEUTRAL[signal];
  if (fusion.kind === 'rrf') return reciprocalRank(column, fusion.k, signal === 'lexical');
  if (fusion.kind === 'distribution') return distribution(column, neutral);
  if (signal === 'lexical') return shareOfBest(column, scales.bestLexical, neutral);
  if (signal === 'vector') return fixedBounds(column, scales.cosine.low, scales.cosine.high, neutral);
  return clampedScale(column, FULL[signal], neutral);
}
