import type { CallOptions } from '../../base/index.js';
import type { OpLog } from './op-log.js';
import type { Consents } from './consents.js';
import type { Erased } from './erased.js';
import type { PopularityStore } from './popularity-store.js';
import type { PurchaseCounts } from './purchase-counts.js';
import type { LoggedSearch, SearchLog } from './search-log.js';
import type { ShopperEvent } from './shopper-event.js';

/** What a shopper did with one product. */
export interface HistoryEvent extends Pick<ShopperEvent, 'type' | 'time' | 'rating'> {
  readonly productId: string;
}

/** The shopper's last telling events, newest first (ties: the later stored first). */
export interface History {
  readonly events: readonly HistoryEvent[];
  /** Changes with everything stored or erased under this key; 0: nothing is known. Never used twice for a key. */
  readonly version: number;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

export const ALL: Page = { offset: 0, limit: Number.MAX_SAFE_INTEGER };

export interface Sweep {
  /** Milliseconds since the epoch. */
  readonly eventsBefore: number;
  readonly searchesBefore: number;
  readonly limit: number;
}

/**
 * Durable memory of one installation. Every 2xx follows a durable write.
 * Every call may throw `storage_full`, `corrupt`, `unavailable` (locked by another process, or closed).
 */
export interface StateStore extends PopularityStore, PurchaseCounts, SearchLog, Consents {
  /** Live updates of the catalogue. */
  readonly ops: OpLog;
  /** Stores what is new, durably, all or none; answers for each event whether it was new. */
  appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]>;
  /**
   * The shopper's last events, those of sessions that are theirs alone included, that say something of a product, at most `limit`: those that name a product
   * and are neither impressions (shown, not chosen) nor of an unknown action.
   */
  history(shopper: string, limit: number, options?: CallOptions): Promise<History>;
  /** Every event stored under the key and under the sessions that are this user's alone, oldest first; or a page of them. */
  exportShopper(shopper: string, page?: Page & CallOptions): Promise<readonly ShopperEvent[]>;
  /** What the query log holds under the same keys, in the order stored; or a page of it. */
  exportSearches(shopper: string, page?: Page & CallOptions): Promise<readonly LoggedSearch[]>;
  /** The key itself, then the sessions that are this user's alone: nobody else signed in with them. */
  keysOfShopper(shopper: string, options?: CallOptions): Promise<readonly string[]>;
  /**
   * Removes every event and logged answer found under these keys, from its other keys and the counts too, and what was
   * said about consent: what stays is the state of a shop that they never came to.
   */
  eraseShopper(shopper: string, options?: CallOptions): Promise<Erased>;
  /** Removes what is older than a time, at most `limit` events and as many answers, with the counts of it. */
  sweep(what: Sweep, options?: CallOptions): Promise<Erased>;
  /** Small named values (manifest pointers, ranking profiles): durable. */
  get(key: string, options?: CallOptions): Promise<string | undefined>;
  put(key: string, value: string, options?: CallOptions): Promise<void>;
  /** Puts a value where the key still holds `expected` (undefined: nothing), in one step; answers whether it did. */
  swap(key: string, expected: string | undefined, value: string, options?: CallOptions): Promise<boolean>;
  /** Distinct events; distinct shoppers by their own key, aliases not counted. */
  counts(options?: CallOptions): Promise<{ readonly events: number; readonly shoppers: number }>;
  /** Waits for the writes under way. Calls after it are refused. */
  close(): Promise<void>;
}

/** What of the event belongs to a shopper's history, if anything: see {@link StateStore.history}. */
export function historyEvent({ type, productId, time, rating }: ShopperEvent): HistoryEvent | undefined {
  if (productId === undefined || type === 'impression' || type === 'other') return undefined;
  return { productId, type, time, ...(rating === undefined ? {} : { rating }) };
}
