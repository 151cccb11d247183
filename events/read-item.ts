import { isRecord, sha256, type FieldError } from '../base/index.js';
import { keysOfNames, type Consent, type ShopperEvent } from '../engines/state/index.js';
import type { ActionTypes } from './actions.js';
import { eventTime } from './event-time.js';
import { field } from './json-fields.js';
import { CONSENT_ACTION, consentIn } from './read-consent.js';
import { ratingOf } from './rating.js';
import { ignoredFields, ubiFields, type UbiFields } from './ubi-fields.js';

/** Longer events are no events. Characters of JSON (UTF-16 code units). */
const MAX_LENGTH = 65_536;
/** UBI allows 100 for most; ids of products 256. UTF-16 code units. */
const MAX_ID_LENGTH = 256;
const LONE_SURROGATES = /\p{Surrogate}/gu;

export type ReadItem =
  | { readonly event: ShopperEvent; readonly ignored: readonly string[] }
  /** The keys of who says it, their own first. */
  | { readonly keys: readonly [string, ...string[]]; readonly consent: Consent }
  | { readonly error: FieldError };

/**
 * One UBI event or query → what is stored, or the first thing that is wrong with it. Its `raw` is the whole item.
 * `sender`: the user who sends it, where that is known for sure; null: one who may name no user.
 */
export function readItem(item: unknown, typeOf: ActionTypes, now: number, sender?: string | null): ReadItem {
  if (!isRecord(item)) return wrong('', 'expected a UBI event or query: a JSON object');
  const raw = jsonOf(item);
  if (raw === undefined) return wrong('', 'expected JSON that is nested less deeply');
  if (raw.length > MAX_LENGTH) return wrong('', `expected at most ${MAX_LENGTH} characters of JSON`);
  const named = wellFormed(ubiFields(item));
  if (sender === null && named.userId !== undefined)
    return wrong('user_id', 'expected none without a signed user token');
  if (typeof sender === 'string' && named.userId !== undefined && named.userId !== sender)
    return wrong('user_id', 'expected the user that the token names, or none');
  const fields = typeof sender !== 'string' ? named : { ...named, userId: sender };
  const isQuery = isQueryShaped(item);
  if (fields.action === undefined && !isQuery) return wrong('action_name', 'expected the name of an action');
  const tooLong = overlong(fields);
  if (tooLong !== undefined) return wrong(tooLong, `expected at most ${MAX_ID_LENGTH} characters`);
  const { sessionId } = fields;
  const [shopper, ...aliases] = keysOfNames(fields);
  if (shopper === undefined) return wrong('client_id', 'expected a client_id, session_id or user_id');
  if (fields.action?.toLowerCase() === CONSENT_ACTION) {
    const consent = consentIn(item);
    return 'error' in consent ? consent : { keys: [shopper, ...aliases], consent };
  }
  const when = eventTime(field(item, 'timestamp'), now);
  if ('error' in when) return wrong('timestamp', when.error);

  const action = fields.action ?? 'query';
  const type = isQuery ? 'other' : typeOf(action);
  const rating = type === 'rating' ? ratingOf(item) : undefined;
  const event: ShopperEvent = {
    eventId: fields.eventId ?? hashOf(fields, action, when.time),
    type,
    action,
    shopper,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(fields.queryId === undefined ? {} : { queryId: fields.queryId }),
    ...(fields.userQuery === undefined ? {} : { userQuery: fields.userQuery }),
    ...(fields.productId === undefined ? {} : { productId: fields.productId }),
    ...(fields.position === undefined ? {} : { position: fields.position }),
    ...(rating === undefined ? {} : { rating }),
    time: when.time,
    raw,
  };
  const ignored = ignoredFields(item, fields);
  if (type === 'other' && !isQuery) ignored.unshift('action_name');
  return { event, ignored };
}

/** Undefined for what is nested too deeply to be written: a parser goes deeper than that. */
function jsonOf(item: unknown): string | undefined {
  try {
    return JSON.stringify(item);
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

function wrong(path: string, message: string): ReadItem {
  return { error: { path, message } };
}

/** A query has no action; an event whose action is empty is a broken event. */
function isQueryShaped(item: Readonly<Record<string, unknown>>): boolean {
  if ((field(item, 'action_name') ?? undefined) !== undefined) return false;
  return (
    typeof field(item, 'user_query') === 'string' || (field(item, 'query_id') ?? undefined) !== undefined
  );
}

/** Stores mangle a lone surrogate each in its own way: here it becomes U+FFFD, in the ids and the raw text alike. */
function wellFormed(fields: UbiFields): UbiFields {
  const entries = Object.entries(fields) as [keyof UbiFields, string | number | undefined][];
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(LONE_SURROGATES, '\ufffd') : value,
    ]),
  ) as unknown as UbiFields;
}

const LIMITED = [
  ['action', 'action_name'],
  ['eventId', 'event_attributes.event_id'],
  ['userId', 'user_id'],
  ['clientId', 'client_id'],
  ['sessionId', 'session_id'],
  ['queryId', 'query_id'],
  ['objectId', 'event_attributes.object.object_id'],
] as const;

function overlong(fields: UbiFields): string | undefined {
  return LIMITED.find(([name]) => (fields[name]?.length ?? 0) > MAX_ID_LENGTH)?.[1];
}

/** The same thing done by the same client at the same instant is the same event; a query was also answered only once. */
function hashOf(fields: UbiFields, action: string, time: number): string {
  const { userId, clientId, sessionId, queryId, objectId, position, responseId, userQuery } = fields;
  const parts = [clientId ?? userId, sessionId, queryId, action, time, objectId, position];
  return sha256(JSON.stringify(fields.action === undefined ? [...parts, responseId, userQuery] : parts));
}
