import type { Request } from 'express';
import { ROLES, type Aisle, type Role } from '../app/index.js';
import { AisleError } from '../base/index.js';

export type { Role } from '../app/index.js';

/** Who asks. */
export interface Caller {
  /** Absent: no key was presented. */
  readonly keyId?: string;
  readonly roles: ReadonlySet<Role>;
  /** The user that a signed token names. */
  readonly userId?: string;
}

/** The header that carries a signed user token. */
const USER_TOKEN = 'aisle-user-token';
const EVERYTHING: Caller = { roles: new Set(ROLES) };
export const NOBODY: Caller = { roles: new Set() };

/**
 * Who asks. Without any key in the installation everybody may everything. Throws `unauthorized` for a key or a token
 * that is not valid, `forbidden` for a page of an origin that the key is not for.
 */
export async function identify(aisle: Aisle, request: Request): Promise<Caller> {
  const caller = callerOf(aisle, request);
  const token = request.get(USER_TOKEN);
  return token === undefined ? caller : { ...caller, userId: await aisle.userTokens.verify(token) };
}

function callerOf({ keys }: Aisle, request: Request): Caller {
  if (!keys.demanded()) {
    expectLoopback(request);
    expectOrigin(request, []);
    return EVERYTHING;
  }
  const text = presented(request);
  if (text === undefined) return NOBODY;
  const key = keys.verify(text);
  if (key === undefined) throw new AisleError('unauthorized', 'the key is unknown, revoked or expired');
  expectOrigin(request, key.origins);
  return { keyId: key.id, roles: new Set(key.roles) };
}

/** `Bearer KEY`; a browser that is asked at `/docs` sends the key as the password of `Basic`. */
function presented(request: Request): string | undefined {
  const [scheme = '', value = ''] = (request.get('authorization') ?? '').split(' ', 2);
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme) || !takesBasic(request.path)) return undefined;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? [];
  return password;
}

/** Browsers send Basic along by themselves, also for other pages' forms: it counts only where nothing changes. */
export const takesBasic = (path: string): boolean => path === '/docs' || path === '/openapi.json';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** A page may let its own name point to the loopback: it is then of the same origin, and known by that name alone. */
function expectLoopback(request: Request): void {
  const host = request.get('host');
  if (host === undefined || LOOPBACK.test(host)) return;
  throw new AisleError('forbidden', 'without keys the service answers to names of the loopback alone');
}

function expectOrigin(request: Request, origins: readonly string[]): void {
  const origin = request.get('origin');
  if (origin === undefined || origins.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === request.get('host')) return;
  throw new AisleError('forbidden', 'the key is not for pages of this origin');
}

/** Throws `unauthorized` without a key, `forbidden` when it has none of the roles. */
export function expectRole(caller: Caller, roles: readonly Role[]): void {
  if (roles.length === 0 || roles.some((role) => caller.roles.has(role))) return;
  if (caller.roles.size === 0)
    throw new AisleError('unauthorized', 'expected a key in the header Authorization: Bearer KEY');
  throw new AisleError('forbidden', `expected a key with the role ${roles.join(' or ')}`);
}
