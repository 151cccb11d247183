import type { CallOptions } from '../../base/index.js';

/** What a UBI action means to Aisle; unknown actions are kept, not counted. */
export type EventType = 'impression' | 'view' | 'click' | 'cart' | 'purchase' | 'rating' | 'other';

/** One deduplicated shopper event as stored. */
export interface ShopperEvent {
  /** `event_attributes.event_id`, else a hash. */
  readonly eventId: string;
  readonly type: EventType;
  readonly action: string;
  /** The shopper: a user id where known, else the client, else the session, each with its own prefix (`user:`, `client:`, `session:`). */
  readonly shopper: string;
  readonly sessionId?: string;
  readonly queryId?: string;
  readonly userQuery?: string;
  readonly productId?: string;
  readonly position?: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The event as received, JSON. */
  readonly raw: string;
}

/** Durable memory of one installation. Every 2xx follows a durable write. */
export interface StateStore {
  /** Stores what is new, durably, all or none; answers for each event whether it was new. */
  appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]>;
  /** The shopper's last events that name a product, newest first, at most `limit`; and a version that changes with every new one. */
  history(
    shopper: string,
    limit: number,
    options?: CallOptions,
  ): Promise<{ readonly events: readonly ShopperEvent[]; readonly version: number }>;
  exportShopper(shopper: string, options?: CallOptions): Promise<readonly ShopperEvent[]>;
  /** Removes everything about the shopper; answers how many events went. */
  eraseShopper(shopper: string, options?: CallOptions): Promise<number>;
  /** Small named values (manifest pointers, ranking profiles): durable. */
  get(key: string, options?: CallOptions): Promise<string | undefined>;
  put(key: string, value: string, options?: CallOptions): Promise<void>;
  counts(options?: CallOptions): Promise<{ readonly events: number; readonly shoppers: number }>;
  close(): Promise<void>;
}
