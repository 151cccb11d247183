import type { Product } from '../catalog/index.js';
import type { Conditions } from '../query/index.js';
import type { Highlights } from './highlight/highlight.js';
import type { Explanation } from '../reranker/index.js';
import type { Leg } from './request.js';

export interface Hit {
  readonly id: string;
  /** The fused score; under a sort or on the category page too, it is what the fusion gives, 0 where nothing was scored. */
  readonly score: number;
  readonly product: Product;
  readonly highlights?: Highlights;
  readonly explain?: Explanation;
}

/** Counts of a keyword field by value, or the range and histogram of a numeric one. */
export type Facet =
  | readonly { readonly value: string; readonly count: number }[]
  | {
      readonly min: number | undefined;
      readonly max: number | undefined;
      readonly buckets: readonly { readonly from: number; readonly to: number; readonly count: number }[];
    };

export interface SearchAnswer {
  readonly queryId: string;
  readonly hits: readonly Hit[];
  /** Size of the set: `eq` unless a leg did not answer. */
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly facets: Readonly<Record<string, Facet>>;
  readonly page: number;
  readonly pageSize: number;
  /** Handle of the next page; absent on the last. */
  readonly cursor?: string;
  /** What the query states besides words: these are searched for, and filters that belong to the query. */
  readonly understood?: {
    readonly text: string;
    readonly filters: Conditions['filters'];
    readonly parts: Conditions['parts'];
  };
  readonly corrected?: { readonly from: string; readonly to: string };
  /** Nothing met the query, so the set was widened. */
  readonly relaxed?: true;
  /** Products of this page that left the shop's own index since the order was fixed: they are not among its hits. */
  readonly gone?: number;
  /** Legs that did not answer. */
  readonly degraded?: readonly Leg[];
  readonly generation: string;
  /** `name@version` of the ranking. */
  readonly ranking: string;
  /** Ids of the rules that held, those that decide first first. */
  readonly rules?: readonly string[];
  /** Where a rule sends this query. */
  readonly redirect?: { readonly url: string; readonly rule: string };
  readonly tookMs: number;
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>;
}
