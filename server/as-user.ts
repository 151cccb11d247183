import type { Role } from '../app/index.js';
import { AisleError, isRecord, type FieldError } from '../base/index.js';
import type { Caller } from './identify.js';

/** Roles whose keys never leave a server of the shop: they may say who a shopper is. */
const SERVER_SIDE: readonly Role[] = ['catalogue', 'relevance', 'privacy'];
const mayNameUsers = ({ roles }: Caller): boolean => SERVER_SIDE.some((role) => roles.has(role));

/** Whose events may be told, as {@link Aisle.events} takes it: a token's user, anybody's, or nobody's by name. */
export function senderOf(caller: Caller): { readonly userId?: string | null } {
  if (caller.userId !== undefined) return { userId: caller.userId };
  return mayNameUsers(caller) ? {} : { userId: null };
}

/** What changes or shows the ranking. */
const RELEVANCE_FIELDS = ['weights', 'ranking', 'explain'] as const;

/**
 * A search's body as asked by this caller, its user set by the token. Throws `forbidden` with every field it may not use;
 * `path`: what the endpoint calls the user.
 */
export function asUser(body: unknown, caller: Caller, path = 'userId'): unknown {
  if (!isRecord(body)) return body;
  const errors: FieldError[] = [];
  const { userId } = body;
  if (userId !== undefined && caller.userId !== undefined && userId !== caller.userId)
    errors.push({ path, message: 'expected the user that the token names' });
  if (userId !== undefined && caller.userId === undefined && !mayNameUsers(caller))
    errors.push({ path, message: 'expected a signed user token, or a key of the server side' });
  if (!caller.roles.has('relevance')) {
    for (const field of RELEVANCE_FIELDS) {
      if (body[field] === undefined || body[field] === false) continue;
      errors.push({ path: field, message: 'expected a key with the role relevance' });
    }
  }
  if (errors.length > 0) {
    const said = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new AisleError('forbidden', said, { errors });
  }
  return caller.userId === undefined ? body : { ...body, userId: caller.userId };
}
