import type { Request } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';

/** The header that carries a signed user token. */
const HEADER = 'aisle-user-token';

/** The user that a request's token names; undefined without one. Throws `unauthorized` for one that is not valid. */
export async function userOf(aisle: Aisle, request: Request): Promise<string | undefined> {
  const token = request.get(HEADER);
  return token === undefined ? undefined : aisle.userTokens.verify(token);
}

/** A search's body as asked by the user of its token. Throws `forbidden` when it names another one. */
export function asUser(body: unknown, userId: string | undefined): unknown {
  if (userId === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const named = (body as { userId?: unknown }).userId;
  if (named !== undefined && named !== userId) {
    throw new AisleError('forbidden', 'userId: expected the user that the token names', {
      errors: [{ path: 'userId', message: 'expected the user that the token names' }],
    });
  }
  return { ...body, userId };
}
