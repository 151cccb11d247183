import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** What may be kept by whoever carries it, and is asked for again each time: a change counts at once. */
const FOR_EVERYBODY = 'public, no-cache';
/** What is one person's, or true at this moment alone. */
export const FOR_NOBODY_ELSE = 'private, no-store';
/** A stream: whoever carries it holds nothing back, to compress it for one. */
export const AS_IT_COMES = `${FOR_NOBODY_ELSE}, no-transform`;
/** What an editor may keep to change it. */
const FOR_ITS_READER = 'private, no-cache';

/** Parameters that name a shopper. */
const NAMES = ['user', 'userId', 'sessionId'] as const;

/** Whether a request names a shopper, by a parameter or by its token. */
export function namesShopper(query: unknown, userId: string | undefined): boolean {
  const given = (query ?? {}) as Readonly<Record<string, unknown>>;
  return userId !== undefined || NAMES.some((name) => given[name] !== undefined);
}

/**
 * Marks an answer that everybody gets alike with a validator of all that it says: it is another one with each update,
 * publish, ranking or rule that changes a part of it, and with nothing else. How long it took is not what it says.
 */
export function forEverybody(response: Response, body: unknown): void {
  const { tookMs: _, ...said } = (typeof body === 'object' ? body : { body }) as { tookMs?: unknown };
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('base64url');
  // Weak: the same is said by other bytes, compressed ones among them.
  response.set('Cache-Control', FOR_EVERYBODY).set('ETag', `W/"${digest.slice(0, 27)}"`);
}

/** An answer with a version of its own as its validator. */
export function forItsReader(response: Response): void {
  response.set('Cache-Control', FOR_ITS_READER);
}
