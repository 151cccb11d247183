import { AisleError, isRecord } from '../base/index.js';
import { field } from './json-fields.js';

/** Items of one batch. */
const MAX_BATCH = 1_000;

/**
 * The items of a body: an array, `{events, queries}` (events come first), or one item alone.
 * Throws `bad_request` when it is none of these, `payload_too_large` beyond 1,000 items.
 */
export function itemsOf(body: unknown): readonly unknown[] {
  const items = listed(body);
  if (items.length > MAX_BATCH) {
    throw new AisleError(
      'payload_too_large',
      `expected at most ${MAX_BATCH} events and queries in one batch, not ${items.length}`,
    );
  }
  return items;
}

function listed(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (isRecord(body)) {
    if (Object.hasOwn(body, 'events') || Object.hasOwn(body, 'queries'))
      return [...list(field(body, 'events'), 'events'), ...list(field(body, 'queries'), 'queries')];
    if (['action_name', 'user_query', 'query_id'].some((name) => Object.hasOwn(body, name))) return [body];
  }
  throw new AisleError(
    'bad_request',
    'expected a UBI event or query, an array of them, or {"events": […], "queries": […]}',
  );
}

function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new AisleError('bad_request', `${path}: expected an array`, {
    errors: [{ path, message: 'expected an array' }],
  });
}
