import { withDeadline } from '../base/index.js';
import type { LegParts } from './legs.js';

/** What cannot be looked up leaves its signals unknown: the members are settled, and their answer is not given up. */
export async function lookFor<T>(
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  { settings, log }: Pick<LegParts, 'settings' | 'log'>,
): Promise<T | undefined> {
  try {
    return await withDeadline(what, settings.legDeadline, work);
  } catch (error) {
    log.warn({ err: error }, `${what} did not answer: ordered without`);
    return undefined;
  }
}
