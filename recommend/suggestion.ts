import type { EventType } from '../engines/state/index.js';

/** Why a product is recommended; `to` is the ordinal of the product that the sentence names. */
export type Reason =
  | {
      readonly kind: 'similar' | 'bought-with' | 'bought-after' | 'like-these' | 'goes-with';
      readonly to: number;
    }
  | { readonly kind: 'history'; readonly to: number; readonly did: EventType }
  | { readonly kind: 'popular' | 'popular-in-category' | 'rated' | 'new' | 'range' };

/** One source's word for a product. */
export interface Suggestion {
  readonly ordinal: number;
  /** Above 0; comparable within one source. */
  readonly score: number;
  readonly reason: Reason;
}

/** One source: what it found, and how much it counts beside the others. */
export interface WeightedSource {
  readonly weight: number;
  readonly suggestions: readonly Suggestion[];
}

/**
 * Σ over the sources of weight · score / the source's best: a source without an answer leaves the order to the others,
 * so that backing off is smooth. The reason is that of the greatest part. Best first, ties by ordinal.
 */
export function mix(sources: readonly WeightedSource[]): Suggestion[] {
  const mixed = new Map<number, { score: number; most: number; reason: Reason }>();
  for (const { weight, suggestions } of sources) {
    const best = suggestions.reduce((most, { score }) => Math.max(most, score), 0);
    for (const { ordinal, score, reason } of suggestions) {
      if (!(score > 0) || weight === 0) continue;
      const part = (weight * score) / best;
      const known = mixed.get(ordinal);
      if (known === undefined) mixed.set(ordinal, { score: part, most: part, reason });
      else {
        known.score += part;
        if (part > known.most) [known.most, known.reason] = [part, reason];
      }
    }
  }
  return [...mixed]
    .map(([ordinal, { score, reason }]) => ({ ordinal, score, reason }))
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
}
