import type { CallOptions } from '../../base/index.js';
import type { OpLog } from './op-log.js';

/** What a UBI action means to Aisle; unknown actions are kept as `other`, not counted. */
export type EventType = 'impression' | 'view' | 'click' | 'cart' | 'purchase' | 'rating' | 'other';

/** One deduplicated shopper event as stored. */
export interface ShopperEvent {
  /** `event_attributes.event_id`, else a hash. */
  readonly eventId: string;
  readonly type: EventType;
  readonly action: string;
  /** The shopper: a user id where known, else the client, else the session, each with its own prefix (`user:`, `client:`, `session:`). */
  readonly shopper: string;
  /** Further keys of the same shopper, with the same prefixes: the event is found, exported and erased under each. */
  readonly aliases?: readonly string[];
  readonly sessionId?: string;
  readonly queryId?: string;
  readonly userQuery?: string;
  readonly productId?: string;
  readonly position?: number;
  /** Of a rating: 0..5, where it says one. */
  readonly rating?: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The event as received, JSON. */
  readonly raw: string;
}

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
export interface StateStore {
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

/** All keys of an event, its own first, each once. */
export function keysOf(event: Pick<ShopperEvent, 'shopper' | 'aliases'>): string[] {
  return [...new Set([event.shopper, ...(event.aliases ?? [])])];
}
