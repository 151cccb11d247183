import { post } from './call.js';
import type { ClientOptions } from './options.js';

/** An event of InstantSearch's insights, whatever its kind. */
export interface InsightsPayload {
  readonly eventType?: unknown;
  readonly eventSubtype?: unknown;
  readonly queryID?: unknown;
  readonly userToken?: unknown;
  readonly objectIDs?: unknown;
  readonly positions?: unknown;
  readonly timestamp?: unknown;
}

export interface InsightsOptions extends ClientOptions {
  /** Hears of events that could not be told; they cost the shopper nothing. */
  readonly onError?: (error: unknown) => void;
}

type TokenListener = (token: string | undefined) => void;

/** From this version on InstantSearch does without a call of `init`. */
const VERSION = '2.17.2';
const METHOD = /^(?<verb>clicked|viewed|converted|addedToCart|purchased)ObjectIDs(?:AfterSearch)?$/;
/** A plain conversion is the lesser of the two that a shop may mean. */
const ACTIONS: Readonly<Record<string, string>> = {
  clicked: 'click',
  viewed: 'impression',
  converted: 'add_to_cart',
  addedToCart: 'add_to_cart',
  purchased: 'purchase',
};

/**
 * An `insightsClient` that tells Aisle what shoppers do (UBI, `POST /v1/events`): clicks, impressions, products put into
 * the basket, purchases. Events about filters, and those about InstantSearch itself, tell nothing of products and stay.
 */
export function aisleInsights(options: InsightsOptions = {}) {
  const { onError = () => undefined } = options;
  let token: string | undefined;
  const listeners: TokenListener[] = [];

  const tell = (events: readonly object[]): void => {
    if (events.length > 0) post(options, '/v1/events', events, true).catch(onError);
  };
  const client = (method: string, ...given: unknown[]): void => {
    const [first, second] = given;
    if (method === 'setUserToken') {
      token = tokenText(first);
      for (const listen of listeners) listen(token);
    } else if (method === 'getUserToken') {
      if (typeof second === 'function') (second as (error: null, token?: string) => void)(null, token);
    } else if (method === 'onUserTokenChange') {
      if (typeof first !== 'function') return void listeners.splice(0);
      listeners.push(first as TokenListener);
      if ((second as { immediate?: unknown } | undefined)?.immediate === true)
        (first as TokenListener)(token);
    } else if (method === 'sendEvents') {
      const payloads = Array.isArray(first) ? (first as InsightsPayload[]) : [];
      tell(payloads.flatMap((payload) => ubiEvents(verbOf(payload), payload, options.sessionId ?? token)));
    } else {
      const verb = METHOD.exec(method)?.groups?.['verb'];
      const payloads = given.filter((payload) => isPayload(payload));
      tell(payloads.flatMap((payload) => ubiEvents(verb, payload, options.sessionId ?? token)));
    }
  };
  return Object.assign(client, { version: VERSION });
}

/** A token may be a number. */
function tokenText(token: unknown): string | undefined {
  return typeof token === 'string' || typeof token === 'number' ? String(token) : undefined;
}

/** Beside events InstantSearch gives the headers of Algolia's own service. */
function isPayload(given: unknown): given is InsightsPayload {
  return typeof given === 'object' && given !== null && 'objectIDs' in given;
}

function verbOf({ eventType, eventSubtype }: InsightsPayload): string | undefined {
  if (eventType === 'click') return 'clicked';
  if (eventType === 'view') return 'viewed';
  if (eventType !== 'conversion') return undefined;
  if (eventSubtype === 'addToCart') return 'addedToCart';
  return eventSubtype === 'purchase' ? 'purchased' : 'converted';
}

/** One UBI event for each product. Positions are counted from 1 on both sides. */
function ubiEvents(
  verb: string | undefined,
  payload: InsightsPayload,
  sessionId: string | undefined,
): object[] {
  const action =
    verb === 'converted'
      ? ACTIONS[verbOf({ ...payload, eventType: 'conversion' }) ?? verb]
      : ACTIONS[verb ?? ''];
  if (action === undefined || !Array.isArray(payload.objectIDs)) return [];
  const { queryID, userToken, positions, timestamp } = payload;
  const visit = sessionId ?? tokenText(userToken);
  const at = new Date(typeof timestamp === 'number' ? timestamp : Date.now()).toISOString();
  return (payload.objectIDs as unknown[]).map((id, i) => {
    const position: unknown = Array.isArray(positions) ? positions[i] : undefined;
    return {
      application: 'aisle-instantsearch',
      action_name: action,
      timestamp: at,
      ...(visit === undefined ? {} : { session_id: visit }),
      ...(typeof queryID === 'string' ? { query_id: queryID } : {}),
      event_attributes: {
        object: { object_id: id, object_id_field: 'id' },
        ...(typeof position === 'number' ? { position: { ordinal: position } } : {}),
      },
    };
  });
}
