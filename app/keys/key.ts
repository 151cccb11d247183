import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a key may be for. */
export const ROLES = ['search', 'catalogue', 'relevance', 'privacy', 'ops'] as const;
export type Role = (typeof ROLES)[number];

/** A key as it is shown: nothing of its secret. Times are milliseconds since the epoch. */
export interface Key {
  readonly id: string;
  readonly name?: string;
  readonly roles: readonly Role[];
  /** Pages of these origins may use it: `https://shop.example`. */
  readonly origins: readonly string[];
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  /** After a rotation the secret before it counts until then. */
  readonly previousUntil?: number;
}

const FORM = /^aisle_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export const newKeyId = (): string => randomBytes(6).toString('hex');

/** 256 random bits: nothing to guess, so a plain hash of them is enough at rest. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** As a client presents it. */
export const keyText = (id: string, secret: string): string => `aisle_${id}_${secret}`;

/** The parts of what a client presents; undefined: not in the form of a key. */
export function readKeyText(text: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** SHA-256 of a secret. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether a secret has this hash, in a time that tells nothing of it. */
export const hasHash = (secret: string, hash: Buffer): boolean => timingSafeEqual(hashSecret(secret), hash);
