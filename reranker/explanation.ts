import type { Signal } from './matrix.js';

/** What one signal did to one product's score. */
export interface SignalShare {
  readonly signal: Signal;
  /** As measured; absent when unknown for this product alone, which then took the neutral value. */
  readonly raw?: number;
  readonly normalised: number;
  readonly weight: number;
  readonly contribution: number;
}

/** A later stage moved the product: positions count from 1, `from` before the stage. */
export interface Move {
  readonly stage: string;
  readonly from: number;
  readonly to: number;
}

/** Why a product stands where it stands. The contributions add up to `score` within 1e-9. */
export interface Explanation {
  readonly score: number;
  readonly signals: readonly SignalShare[];
  /** How much of the shopper's history bears on this query, 0 (silent) to 1; absent without a shopper. */
  readonly gate?: number;
  readonly moves: readonly Move[];
  /** For a shopper. */
  readonly sentence: string;
}
