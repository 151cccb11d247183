import type { Keys } from './keys.js';

/** Why a key is none that everybody may read in the storefront's page: it must be valid, and for searches alone. */
export function unfitForStorefront(keys: Pick<Keys, 'verify'>, text: string): string | undefined {
  const key = keys.verify(text);
  if (key === undefined) return 'expected a key of this installation: it is unknown, revoked or expired';
  if (key.roles.every((role) => role === 'search')) return undefined;
  return `expected a key with the role search alone, ${key.id} has ${key.roles.join(', ')}: everybody could read it in the page`;
}
