import { readKeyText } from './key.js';
import type { Keys } from './keys.js';

/** Why a key does not go into the storefront's page. */
export interface UnfitKey {
  readonly why: string;
  /** It never was a key for the page: what is configured is wrong. Else it may have been one, and counts no more. */
  readonly mistaken: boolean;
}

/** Everybody may read a key in the storefront's page: it must be valid, and for searches alone. Undefined: it is. */
export function unfitForStorefront(keys: Pick<Keys, 'verify'>, text: string): UnfitKey | undefined {
  if (readKeyText(text) === undefined)
    return { why: 'expected a key as `aisle keys create --role search` shows it', mistaken: true };
  const key = keys.verify(text);
  if (key === undefined)
    return {
      why: 'expected a key of this installation: it is unknown, revoked or expired',
      mistaken: false,
    };
  if (key.roles.every((role) => role === 'search')) return undefined;
  const why = `expected a key with the role search alone, ${key.id} has ${key.roles.join(', ')}: everybody could read it in the page`;
  return { why, mistaken: true };
}
