/** What the page uses of the HTTP API; `/openapi.json` says more. */
export interface Product {
  id: string;
  title: string;
  brand?: string;
  category?: string[];
  description?: string;
  bullets?: string[];
  color?: string;
  size?: string;
  price?: number;
  currency?: string;
  rating?: number;
  ratingCount?: number;
  availability?: string;
  image?: string;
  groupId?: string;
  attributes?: Record<string, string | number | boolean | string[]>;
}

/** A text in pieces; those that match the query are marked. Joined they give the text or a fragment of it. */
export type Parts = { text: string; match: boolean }[];

export interface SignalShare {
  signal: string;
  raw?: number;
  normalised: number;
  weight: number;
  contribution: number;
}

export interface Explanation {
  score: number;
  signals: SignalShare[];
  gate?: number;
  moves: { stage: string; from: number; to: number }[];
  sentence: string;
}

export interface Hit {
  id: string;
  product: Product;
  highlights?: Record<string, Parts>;
  explain?: Explanation;
}

export interface ValueCount {
  value: string;
  count: number;
}

export interface NumericFacet {
  min?: number;
  max?: number;
  buckets: { from: number; to: number; count: number }[];
}

export type Facets = Record<string, ValueCount[] | NumericFacet>;

export interface Answer {
  queryId: string;
  hits: Hit[];
  total: { value: number; relation: 'eq' | 'gte' };
  facets: Facets;
  page: number;
  pageSize: number;
  corrected?: { from: string; to: string };
  understood?: { text: string; parts: { kind: string; text: string }[] };
  redirect?: { url: string };
  relaxed?: boolean;
  degraded?: string[];
  ranking: string;
  tookMs: number;
}

export interface Suggestions {
  query: string;
  completions: { text: string; parts: Parts }[];
  categories: { path: string[]; count: number }[];
  products: { id: string; product: Product; highlights?: Record<string, Parts> }[];
  corrected?: { from: string; to: string };
}

/** A product that suits, and why, in a sentence. */
export interface Recommended {
  id: string;
  product: Product;
  reason?: string;
}

export interface Recommendations {
  items: Recommended[];
}

/** One of the demo's shoppers. */
export interface Shopper {
  id: string;
  name: string;
  about: string;
  tryQueries: string[];
}
