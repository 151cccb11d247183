import { isRecord, type JsonRecord } from '../base/index.js';
import { field, numberIn, recordIn, textIn } from './json-fields.js';

/** The parts of a UBI event or query that Aisle uses, wherever a version of UBI keeps them. */
export interface UbiFields {
  readonly action: string | undefined;
  readonly eventId: string | undefined;
  readonly userId: string | undefined;
  readonly clientId: string | undefined;
  readonly sessionId: string | undefined;
  readonly queryId: string | undefined;
  readonly userQuery: string | undefined;
  /** Of a query: which answer it got. */
  readonly responseId: string | undefined;
  readonly objectId: string | undefined;
  /** The object's id, unless it is said to be no product. */
  readonly productId: string | undefined;
  readonly position: number | undefined;
}

/** UBI 1.3.0, both schemas. */
const KNOWN = new Set([
  'application',
  'action_name',
  'query_id',
  'session_id',
  'client_id',
  'user_id',
  'timestamp',
  'message_type',
  'message',
  'event_attributes',
  'user_query',
  'query_attributes',
  'object_id_field',
  'query_response_id',
  'query_response_hit_ids',
]);
/** Kinds of objects that UBI names and that are no products. */
const NOT_PRODUCTS = new Set(['user', 'post', 'comment', 'video']);

/**
 * Finds the fields. Before 1.3 a user's id and the session stood in `event_attributes`, before 1.0 the object in
 * `event_attributes.data`; some clients send `position` as a bare number. Ids may be numbers.
 */
export function ubiFields(item: JsonRecord): UbiFields {
  const attributes = recordIn(item, 'event_attributes');
  const holders = [item, attributes, recordIn(item, 'query_attributes')];
  const first = (name: string): string | undefined => {
    for (const holder of holders) {
      const text = textIn(holder, name);
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const object = recordIn(attributes, 'object') ?? recordIn(attributes, 'data');
  const id = objectId(object, attributes);
  return {
    action: textIn(item, 'action_name'),
    eventId: textIn(attributes, 'event_id'),
    userId: first('user_id'),
    clientId: first('client_id'),
    sessionId: first('session_id'),
    queryId: textIn(item, 'query_id'),
    userQuery: textIn(item, 'user_query'),
    responseId: textIn(item, 'query_response_id'),
    objectId: id,
    productId: isProduct(object) ? id : undefined,
    position: ordinal(attributes),
  };
}

function isProduct(object: JsonRecord | undefined): boolean {
  const kind = textIn(object, 'object_id_type') ?? textIn(object, 'object_type');
  return kind === undefined || !NOT_PRODUCTS.has(kind.toLowerCase());
}

function objectId(object: JsonRecord | undefined, attributes: JsonRecord | undefined): string | undefined {
  return (
    textIn(object, 'object_id') ??
    textIn(object, 'data_id') ??
    textIn(object, 'internal_id') ??
    textIn(attributes, 'object_id') ??
    textIn(attributes, 'product_id')
  );
}

function ordinal(attributes: JsonRecord | undefined): number | undefined {
  const position = recordIn(attributes, 'position');
  const number = position === undefined ? numberIn(attributes, 'position') : numberIn(position, 'ordinal');
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** What of the item is kept but says nothing to Aisle: paths, for the answer. */
export function ignoredFields(item: JsonRecord, fields: UbiFields): string[] {
  const ignored = Object.keys(item).filter((name) => !KNOWN.has(name));
  const attributes = field(item, 'event_attributes');
  if (attributes !== undefined && attributes !== null && !isRecord(attributes))
    ignored.push('event_attributes');
  if (!isRecord(attributes)) return ignored;
  if (isPresent(attributes, 'object') && fields.productId === undefined)
    ignored.push('event_attributes.object');
  if (isPresent(attributes, 'position') && fields.position === undefined)
    ignored.push('event_attributes.position');
  return ignored;
}

function isPresent(record: JsonRecord, name: string): boolean {
  const value = field(record, name);
  return value !== undefined && value !== null;
}
