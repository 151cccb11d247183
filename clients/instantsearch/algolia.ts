/** What of Algolia's protocol InstantSearch speaks, as this client reads and writes it. */
export interface AlgoliaRequest {
  readonly indexName: string;
  readonly query?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface HighlightResult {
  readonly value: string;
  readonly matchLevel: 'none' | 'full';
  readonly matchedWords: readonly string[];
}

/** By field; nested as the product is. */
export interface HighlightTree {
  readonly [field: string]: HighlightResult | readonly HighlightResult[] | HighlightTree;
}

export interface AlgoliaHit {
  readonly objectID: string;
  readonly _highlightResult: HighlightTree;
  readonly _snippetResult?: HighlightTree;
  readonly [field: string]: unknown;
}

export interface AlgoliaAnswer {
  readonly index: string;
  readonly query: string;
  readonly params: string;
  readonly hits: readonly AlgoliaHit[];
  readonly nbHits: number;
  readonly nbPages: number;
  /** From 0. */
  readonly page: number;
  readonly hitsPerPage: number;
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly facets_stats: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  readonly exhaustiveNbHits: boolean;
  readonly exhaustiveFacetsCount: boolean;
  readonly processingTimeMS: number;
  readonly queryID?: string;
}

export interface FacetHit {
  readonly value: string;
  readonly highlighted: string;
  readonly count: number;
}

export interface FacetValuesAnswer {
  readonly facetHits: readonly FacetHit[];
  readonly exhaustiveFacetsCount: boolean;
  readonly processingTimeMS: number;
}
