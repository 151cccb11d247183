import { withDeadline } from '../base/index.js';
import type { LegParts } from './legs.js';

/** What was looked for and did not answer, while one query is answered. */
export type Missed = string[];

/** What cannot be looked up leaves its signals unknown: the members are settled, and their answer is not given up. */
export async function lookFor<T>(
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  { settings, log, missed }: Pick<LegParts, 'settings' | 'log'> & { readonly missed: Missed },
): Promise<T | undefined> {
  try {
    return await withDeadline(what, settings.legDeadline, work);
  } catch (error) {
    log.warn({ err: error }, `${what} did not answer: ordered without`);
    missed.push(what);
    return undefined;
  }
}
