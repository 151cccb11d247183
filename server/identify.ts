import type { Request } from 'express';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';

/** What a key may be for. */
export const ROLES = ['search', 'catalogue', 'relevance', 'privacy', 'ops'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Caller {
  readonly roles: ReadonlySet<Role>;
  /** The user that a signed token names. */
  readonly userId?: string;
}

/** The header that carries a signed user token. */
const USER_TOKEN = 'aisle-user-token';

/** Who asks. Throws `unauthorized` for a token that is not valid. */
export async function identify(aisle: Aisle, request: Request): Promise<Caller> {
  const token = request.get(USER_TOKEN);
  const roles = new Set(ROLES);
  return token === undefined ? { roles } : { roles, userId: await aisle.userTokens.verify(token) };
}

/** A search's body as asked by the user of its token. Throws `forbidden` when it names another one. */
export function asUser(body: unknown, { userId }: Caller): unknown {
  if (userId === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const named = (body as { userId?: unknown }).userId;
  if (named !== undefined && named !== userId) {
    throw new AisleError('forbidden', 'userId: expected the user that the token names', {
      errors: [{ path: 'userId', message: 'expected the user that the token names' }],
    });
  }
  return { ...body, userId };
}
