import type { WordsPolicy } from '../engines/products/index.js';

export interface SearchSettings {
  /** Milliseconds a leg may take before the answer goes on without it. */
  readonly legDeadline: number;
  /** Milliseconds the shopper's history may take. */
  readonly shopperDeadline: number;
  /** Milliseconds that each part of a suggestion may take before it is left out. */
  readonly suggestDeadline: number;
  /** Bytes of orders that everybody gets alike, and of suggestions; 0: each is made anew. */
  readonly shared: number;
  /** V: at most this many products are members by meaning. */
  readonly membersByMeaning: number;
  /** Which products are members by their words. */
  readonly words: WordsPolicy;
}

/**
 * Candidates that are scored by every signal. Past it the best by words and all members by meaning are; the others
 * follow by words. Ten times what anybody pages through, and a fraction of a millisecond to score.
 */
export const MAX_CANDIDATES = 1_000;

/** Values of a keyword facet that are counted out unless more are asked for; the rest of a longer list nobody reads. */
export const FACET_VALUES = 100;
/** More make an answer that takes longer to send than to find. */
export const MAX_FACET_VALUES = 1_000;
