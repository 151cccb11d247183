import { BM25, TEXT_FIELDS, type FieldWeights } from '../../../mappings/index.js';
import type { Segment } from './segment.js';

/**
 * BM25 over weighted fields (Robertson & Zaragoza 2009, simple BM25F): f = Σ weight · frequency over the fields,
 * part = f · (k1 + 1) / (f + k1 · (1 − b + b · length / mean length)), score = Σ idf · part over the words. The length
 * is the number of terms in the fields whose weight is not 0.
 */
const { k1: K1, b: B } = BM25;

/** k1 · (1 − b + b · length / mean length) of each product, for the fields that count. */
export function lengthNorms(segment: Segment, weights: FieldWeights): Float32Array {
  const lengths = new Float64Array(segment.size);
  let mean = 0;
  TEXT_FIELDS.forEach((field, number) => {
    if (weights[field] === 0) return;
    mean += segment.meanLengths[number] ?? 0;
    const column = segment.lengths[number] ?? new Uint16Array(segment.size);
    for (let o = 0; o < column.length; o++) lengths[o] = (lengths[o] as number) + (column[o] as number);
  });
  const scale = mean === 0 ? 0 : B / mean;
  return Float32Array.from(lengths, (length) => K1 * (1 - B + scale * length));
}
