import type { Product } from '../catalog/index.js';
import type { RelatedKind, Placement } from './request.js';

/** One recommended product. */
export interface RecommendedItem {
  readonly id: string;
  /** Above 0, at most 1, comparable within one answer alone: a share of the best candidate's. */
  readonly score: number;
  readonly product: Product;
  /** A sentence a shopper could read. It names products and kinds of products, never another shopper. */
  readonly reason: string;
}

/** What did not answer: the list is made of the rest. */
export type Source = 'vector' | 'shopper' | 'events';

interface Answer {
  /** Best first; fewer than asked for where no more would be honest. */
  readonly items: readonly RecommendedItem[];
  readonly degraded?: readonly Source[];
  readonly generation: string;
  /** Milliseconds. */
  readonly tookMs: number;
}

export interface RelatedAnswer extends Answer {
  readonly kind: RelatedKind;
}

export interface RecommendationsAnswer extends Answer {
  readonly placement: Placement;
}
