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

/** What a request or an event says of whose it is. */
export interface ShopperNames {
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** The keys of these names, the one that a shopper is known by first. */
export function keysOfNames({ userId, clientId, sessionId }: ShopperNames): string[] {
  return [
    ...(userId === undefined ? [] : [`user:${userId}`]),
    ...(clientId === undefined ? [] : [`client:${clientId}`]),
    ...(sessionId === undefined ? [] : [`session:${sessionId}`]),
  ];
}

/** Whose an event is when it may not be kept under anybody's name: it is counted, and found under no key. */
export const NOBODY = 'nobody';

/** All keys of an event, its own first, each once; none of {@link NOBODY}'s. */
export function keysOf(event: Pick<ShopperEvent, 'shopper' | 'aliases'>): string[] {
  if (event.shopper === NOBODY) return [];
  return [...new Set([event.shopper, ...(event.aliases ?? [])])];
}
