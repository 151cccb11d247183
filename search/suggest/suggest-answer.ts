import type { Product } from '../../catalog/index.js';
import type { Highlights } from '../highlight/highlight.js';
import type { TextPart } from '../highlight/parts.js';
import type { SuggestedCategory } from './category-names.js';

export interface SuggestedProduct {
  readonly id: string;
  readonly product: Product;
  readonly highlights: Highlights;
}

export interface SuggestAnswer {
  readonly query: string;
  /** Queries that what was typed may become; `match` marks what is typed already. */
  readonly completions: readonly { readonly text: string; readonly parts: readonly TextPart[] }[];
  readonly categories: readonly SuggestedCategory[];
  readonly products: readonly SuggestedProduct[];
  /** Nothing begins as it was typed. */
  readonly corrected?: { readonly from: string; readonly to: string };
  /** Parts that did not come in time and are left out. */
  readonly degraded?: readonly ('completions' | 'products')[];
  readonly generation: string;
  readonly tookMs: number;
}
