import type { EventType, ShopperEvent } from '../shopper-event.js';
import type { HistoryEvent } from '../state-store.js';

/** A row of `events`, without its `seq`. */
export interface EventRow {
  readonly event_id: string;
  readonly type: string;
  readonly action: string;
  readonly shopper: string;
  readonly aliases: string | null;
  readonly session_id: string | null;
  readonly query_id: string | null;
  readonly user_query: string | null;
  readonly product_id: string | null;
  readonly position: number | null;
  readonly rating: number | null;
  readonly time: number;
  readonly raw: string;
}

export const EVENT_COLUMNS =
  'event_id, type, action, shopper, aliases, session_id, query_id, user_query, product_id, position, rating, time, raw';

export function toRow(event: ShopperEvent): EventRow {
  return {
    event_id: event.eventId,
    type: event.type,
    action: event.action,
    shopper: event.shopper,
    aliases: event.aliases === undefined ? null : JSON.stringify(event.aliases),
    session_id: event.sessionId ?? null,
    query_id: event.queryId ?? null,
    user_query: event.userQuery ?? null,
    product_id: event.productId ?? null,
    position: event.position ?? null,
    rating: event.rating ?? null,
    time: event.time,
    raw: event.raw,
  };
}

export function fromRow(row: EventRow): ShopperEvent {
  return {
    eventId: row.event_id,
    type: row.type as EventType,
    action: row.action,
    shopper: row.shopper,
    ...(row.aliases === null ? {} : { aliases: JSON.parse(row.aliases) as string[] }),
    ...(row.session_id === null ? {} : { sessionId: row.session_id }),
    ...(row.query_id === null ? {} : { queryId: row.query_id }),
    ...(row.user_query === null ? {} : { userQuery: row.user_query }),
    ...(row.product_id === null ? {} : { productId: row.product_id }),
    ...(row.position === null ? {} : { position: row.position }),
    ...(row.rating === null ? {} : { rating: row.rating }),
    time: row.time,
    raw: row.raw,
  };
}

/** A telling row of `shopper_events`. */
export interface HistoryRow {
  readonly product_id: string;
  readonly type: string;
  readonly time: number;
  readonly rating: number | null;
}

export const HISTORY_COLUMNS = 'product_id, type, time, rating';

export function historyOf({ product_id, type, time, rating }: HistoryRow): HistoryEvent {
  return {
    productId: product_id,
    type: type as EventType,
    time,
    ...(rating === null ? {} : { rating }),
  };
}
