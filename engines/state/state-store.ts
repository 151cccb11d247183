import type { CallOptions } from '../../base/index.js';
import type { OpLog } from './op-log.js';
import type { PopularityStore } from './popularity-store.js';
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

/**
 * Durable memory of one installation. Every 2xx follows a durable write.
 * Every call may throw `storage_full`, `corrupt`, `unavailable` (locked by another process, or closed).
 */
export interface StateStore extends PopularityStore {
  /** Live updates of the catalogue. */
  readonly ops: OpLog;
  /** Stores what is new, durably, all or none; answers for each event whether it was new. */
  appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]>;
  /**
   * The shopper's last events that say something of a product, at most `limit`: those that name a product
   * and are neither impressions (shown, not chosen) nor of an unknown action.
   */
  history(shopper: string, limit: number, options?: CallOptions): Promise<History>;
  /** Everything stored under the key, oldest first. */
  exportShopper(shopper: string, options?: CallOptions): Promise<readonly ShopperEvent[]>;
  /** Removes every event found under the key, from its other keys too; answers how many events went. */
  eraseShopper(shopper: string, options?: CallOptions): Promise<number>;
  /** Small named values (manifest pointers, ranking profiles): durable. */
  get(key: string, options?: CallOptions): Promise<string | undefined>;
  put(key: string, value: string, options?: CallOptions): Promise<void>;
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
