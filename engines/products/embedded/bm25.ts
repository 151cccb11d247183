import { BM25, TEXT_FIELDS, type FieldWeights } from '../../../mappings/index.js';

/**
 * BM25 over weighted fields (Robertson & Zaragoza 2009, simple BM25F): f = Σ weight · frequency over the fields,
 * part = f · (k1 + 1) / (f + k1 · (1 − b + b · length / mean length)), score = Σ idf · part over the words. The length
 * is the number of terms in the fields whose weight is not 0.
 */
const { k1: K1, b: B } = BM25;

/** k1 · (1 − b + b · length / mean length) as `fixed + scale · length`. */
export interface LengthNorm {
  readonly fixed: number;
  readonly scale: number;
}

/** For the fields that count. `meanLengths` by text field. */
export function lengthNorm(meanLengths: readonly number[], weights: FieldWeights): LengthNorm {
  let mean = 0;
  TEXT_FIELDS.forEach((field, number) => {
    if (weights[field] !== 0) mean += meanLengths[number] ?? 0;
  });
  return { fixed: K1 * (1 - B), scale: mean === 0 ? 0 : (K1 * B) / mean };
}
