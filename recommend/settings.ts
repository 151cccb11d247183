import type { WordsPolicy } from '../engines/products/index.js';

export interface RecommendSettings {
  /** Milliseconds one look at an engine may take before the list is made of the rest. */
  readonly legDeadline: number;
  /** Milliseconds the shopper's history and the counts of purchases may take. */
  readonly shopperDeadline: number;
  /** Fewer distinct shoppers than this make no rule: one person's basket is not told to others. */
  readonly leastShoppers: number;
  /** Whether what a shopper already bought may be recommended to them again. */
  readonly repurchase: boolean;
  /** Products of one brand at most, while there are others. */
  readonly perBrand: number;
  /** λ of MMR: 1 is relevance alone. */
  readonly relevance: number;
  /** How products are found by words where there are no vectors. */
  readonly words: WordsPolicy;
}

/** Candidates that are looked at in full: their documents and vectors are read. Several times the longest list. */
export const WINDOW = 120;
/** Neighbours of one product that are read. */
export const NEIGHBOURS = 60;
/** Newest products of a history, or products of a basket, whose rules are asked. */
export const ANCHORS = 20;
