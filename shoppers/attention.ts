import type { AttentionSettings } from './settings.js';

export interface Attention {
  /** α of each item, in the order given; each 0 … below 1. */
  readonly weights: Float64Array;
  /** g = Σ α, 0 (silent) … below 1. */
  readonly gate: number;
}

/**
 * a_i = w_i · γ^i · max(0, exp((s_i − s0) / τ) − 1), α_i = a_i / (1 + Σ a), g = Σ α; item i is the i-th newest, from 0.
 *
 * The attention of the Transformer with one null key whose score is 1: Ai, Hill, Vishwanathan and Croft, "A zero attention
 * model for personalized product search", CIKM 2019; with a hard zero, so that many unrelated items never outweigh it.
 * The inverse frequency of an item among all shoppers takes part as a factor of w_i once such counts are kept; until then 1.
 *
 * @param similarities s: cosine of the query with each item, newest first; NaN for an item without a vector, which counts nothing
 * @param weights w: what the kind of event is worth
 */
export function attention(
  similarities: ArrayLike<number>,
  weights: ArrayLike<number>,
  { silence, temperature, decay }: AttentionSettings,
): Attention {
  const raw = new Float64Array(similarities.length);
  let sum = 0;
  for (let i = 0; i < raw.length; i++) {
    const above = (similarities[i] as number) - silence;
    if (!(above > 0)) continue;
    const value = (weights[i] as number) * decay ** i * Math.expm1(above / temperature);
    raw[i] = value;
    sum += value;
  }
  return { weights: raw.map((value) => value / (1 + sum)), gate: sum / (1 + sum) };
}
