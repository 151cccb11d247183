import type { Random } from './random.js';

/** Actions in the order in which a shopper takes them. */
export type Action = 'impression' | 'click' | 'view' | 'add_to_cart' | 'purchase';

/** A query of User Behavior Insights 1.3.0. */
export interface UbiQuery {
  readonly application: string;
  readonly query_id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly user_query: string;
  readonly timestamp: string;
  readonly query_attributes: Readonly<Record<string, never>>;
}

/** An event of User Behavior Insights 1.3.0; `position.ordinal` counts from 0. */
export interface UbiEvent {
  readonly application: string;
  readonly action_name: Action;
  readonly query_id: string;
  readonly session_id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly timestamp: string;
  readonly user_query: string;
  readonly message_type: null;
  readonly event_attributes: {
    readonly event_id: string;
    readonly object: { readonly object_id: string; readonly object_id_field: 'id' };
    readonly position: { readonly ordinal: number };
  };
}

const APPLICATION = 'aisle-demo';

/** Who searches, and in which visit. */
interface Visit {
  readonly shopper: string;
  readonly session: string;
}

export function ubiQuery(visit: Visit, text: string, at: number, random: Random): UbiQuery {
  return {
    application: APPLICATION,
    query_id: random.uuid(),
    client_id: visit.shopper,
    user_id: visit.shopper,
    session_id: visit.session,
    user_query: text,
    timestamp: new Date(at).toISOString(),
    query_attributes: {},
  };
}

export function ubiEvent(
  query: UbiQuery,
  action: Action,
  object: { readonly id: string; readonly ordinal: number },
  at: number,
  random: Random,
): UbiEvent {
  return {
    application: query.application,
    action_name: action,
    query_id: query.query_id,
    session_id: query.session_id,
    client_id: query.client_id,
    user_id: query.user_id,
    timestamp: new Date(at).toISOString(),
    user_query: query.user_query,
    message_type: null,
    event_attributes: {
      event_id: random.uuid(),
      object: { object_id: object.id, object_id_field: 'id' },
      position: { ordinal: object.ordinal },
    },
  };
}
