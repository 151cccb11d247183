import type { CallOptions } from '../../base/index.js';

/** One answer that was shown: who asked what, and which products stood where. */
export interface LoggedSearch {
  readonly queryId: string;
  /** As typed. */
  readonly text: string;
  /** Whose it was; absent where nobody was named, or the shopper does not allow it. */
  readonly shopper?: string;
  readonly aliases?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly generation: string;
  /** `name@version`. */
  readonly ranking: string;
  /** Position of the first shown product, from 0: above it on later pages, which are no new question. */
  readonly first: number;
  readonly total: number;
  /** Ids of the products shown, in order. */
  readonly shown: readonly string[];
}

/** A query by its normal form, and how often it was asked. */
export interface QueryCount {
  readonly query: string;
  readonly searches: number;
}

/** What was asked and shown. */
export interface SearchLog {
  /** Stores them durably, all or none; a query id that is known stays as it was. */
  appendSearches(searches: readonly LoggedSearch[], options?: CallOptions): Promise<void>;
  /** The answers that these query ids name. */
  loggedSearches(queryIds: readonly string[], options?: CallOptions): Promise<readonly LoggedSearch[]>;
  /**
   * The queries asked most often, first pages alone counted; `empty`: those times alone that nothing was found;
   * `leastShoppers`: those alone that so many distinct shoppers asked, by their own keys.
   */
  frequentQueries(
    wish: { readonly limit: number; readonly empty?: boolean; readonly leastShoppers?: number },
    options?: CallOptions,
  ): Promise<readonly QueryCount[]>;
}
