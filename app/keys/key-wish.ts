import { AisleError, type FieldError } from '../../base/index.js';
import { ROLES, type Role } from './key.js';

/** A key to be made, as a person writes it. */
export interface KeyWish {
  readonly roles: readonly string[];
  readonly origins?: readonly string[];
  readonly name?: string;
  /** A date (ISO 8601) or a span from now: `90d`, `12h`. */
  readonly expires?: string;
}

interface CheckedWish {
  readonly roles: readonly Role[];
  readonly origins: readonly string[];
  readonly name?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

const MAX_NAME_LENGTH = 100;
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `12h` or `90d` in milliseconds; undefined: no span. */
export function spanOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** Throws `bad_request` with every mistake. */
export function checkKeyWish({ roles, origins = [], name, expires }: KeyWish, now: number): CheckedWish {
  const errors: FieldError[] = [];
  const wrong = (path: string, message: string) => errors.push({ path, message });
  const known = ROLES.filter((role) => roles.includes(role));
  if (roles.length === 0 || roles.some((role) => !(ROLES as readonly string[]).includes(role)))
    wrong('role', `expected one or more of ${ROLES.join(', ')}`);
  if (origins.some((origin) => !isOrigin(origin)))
    wrong('origin', 'expected scheme, host and port alone: https://shop.example');
  if (name !== undefined && (name === '' || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)))
    wrong('name', `expected 1 to ${MAX_NAME_LENGTH} printable characters`);
  const expiresAt = expires === undefined ? undefined : timeOf(expires, now);
  if (expiresAt !== undefined && !(expiresAt > now))
    wrong('expires', 'expected a time to come: 90d, 12h or 2027-01-31');
  if (errors.length > 0) {
    const said = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new AisleError('bad_request', said, { errors });
  }
  return {
    roles: known,
    origins: [...new Set(origins)],
    ...(name === undefined ? {} : { name }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function timeOf(text: string, now: number): number {
  const span = spanOf(text);
  return span === undefined ? Date.parse(text) : now + span;
}

function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
