import type { CosineScale } from '../engines/embedder/index.js';
import type { EventType } from '../engines/state/index.js';

/** How much attention a shopper's history gets; see `attention`. */
export interface AttentionSettings {
  /** s0: an item whose cosine with the query is at or below it counts nothing. */
  readonly silence: number;
  /** τ, in cosine: a smaller one favours the nearest items more. */
  readonly temperature: number;
  /** γ, per item of age. */
  readonly decay: number;
}

/** w_type: what each kind of event says about a taste, against the null key's 1. */
export const TYPE_WEIGHTS: Readonly<Record<EventType, number>> = {
  purchase: 1,
  rating: 1,
  cart: 0.8,
  click: 0.5,
  view: 0.4,
  impression: 0,
  other: 0,
};

/** Of the model's cosine range: between the floor of membership and here lie items of the same shop, not of the same wish. */
const ABOVE_FLOOR = 0.15;

/**
 * Settings on a model's own cosine scale. The silence lies above the floor of membership by meaning: an item that would
 * barely be found by this query has no say in it.
 */
export function attentionFor(cosine: CosineScale): AttentionSettings {
  return {
    silence: cosine.floor + ABOVE_FLOOR * (cosine.high - cosine.low),
    temperature: 0.15 * (cosine.high - cosine.low),
    decay: 0.97,
  };
}
