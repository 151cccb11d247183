/** Tries of a call at most. */
export const TRIES = 4;

/** Milliseconds: the longest pause before the first retry; it doubles with each. */
const FIRST_PAUSE = 100;

/** Milliseconds: a server that wants to be left alone for longer is not waited for. */
const LONGEST_WISH = 2_000;

/**
 * Milliseconds until the next try, or undefined when it is not worth waiting. Full jitter (anything from 0 to a bound that
 * doubles), so that callers that failed together do not come back together: Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015.
 *
 * @param tried tries so far, from 1
 * @param wish what the server asked for (Retry-After), ms
 * @param left milliseconds until the call's deadline
 * @param random in [0, 1)
 */
export function pauseBefore(
  tried: number,
  wish: number | undefined,
  left: number,
  random: number,
): number | undefined {
  if (tried >= TRIES || (wish ?? 0) > LONGEST_WISH) return undefined;
  const pause = (wish ?? 0) + random * FIRST_PAUSE * 2 ** (tried - 1);
  return pause < left ? pause : undefined;
}

/** Milliseconds of a Retry-After header: seconds or a date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
