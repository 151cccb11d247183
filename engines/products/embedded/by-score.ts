import { MAX_PRODUCTS } from './format.js';
import type { EmbeddedPlan } from './embedded-plan.js';

/** BM25 of each product, 0 where no word matched. */
export function scoresOf(places: Uint32Array, plan: EmbeddedPlan | undefined): Float32Array {
  const scores = new Float32Array(places.length);
  if (plan === undefined || plan.places.length === 0) return scores;
  const { places: matched, scores: known } = plan;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    let low = 0;
    let high = matched.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((matched[middle] as number) < place) low = middle + 1;
      else high = middle;
    }
    if (low < matched.length && matched[low] === place) scores[i] = known[low] as number;
  }
  return scores;
}

/**
 * Best score first, ties by position. The bits of a positive float order as its value does, so score (31 bits) and
 * position (22) make one exact number, and numbers sort without calling back.
 */
export function byScore(
  places: Uint32Array,
  scores: Float32Array,
  limit: number,
): { places: Uint32Array; lexical: Float32Array } {
  if (!scores.some((score) => score > 0)) {
    return { places: places.slice(0, limit), lexical: scores.slice(0, limit) };
  }
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const top = 0x7f800000;
  const keys = new Float64Array(places.length);
  for (let i = 0; i < keys.length; i++) keys[i] = (top - (bits[i] as number)) * MAX_PRODUCTS + i;
  keys.sort();
  const count = Math.min(limit, keys.length);
  const sorted = new Uint32Array(count);
  const lexical = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const position = (keys[i] as number) % MAX_PRODUCTS;
    sorted[i] = places[position] as number;
    lexical[i] = scores[position] as number;
  }
  return { places: sorted, lexical };
}
