import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AisleError } from '../base/index.js';

/** Seconds of the window. Short: who was refused need not wait long. */
const WINDOW = 10;

/** One limit; counts are kept in memory, each process its own. */
export interface RateLimit {
  /** Counts a request and says in the headers what is left, beside what other limits say. Throws `too_many_requests`. */
  count(who: string, response: Response): Promise<void>;
}

/** At most `requests` in 10 seconds from each; 0: no limit. Headers as of draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimit(
  name: 'key' | 'address',
  requests: number,
  onRefused: (name: 'key' | 'address') => void,
): RateLimit {
  if (requests === 0) return { count: async () => undefined };
  const limiter = new RateLimiterMemory({ points: requests, duration: WINDOW });
  return {
    count: async (who, response) => {
      response.append('RateLimit-Policy', `"${name}";q=${requests};w=${WINDOW}`);
      const { left, refused } = await consume(limiter, who);
      const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1_000));
      response.append('RateLimit', `"${name}";r=${left.remainingPoints};t=${seconds}`);
      if (!refused) return;
      onRefused(name);
      response.setHeader('Retry-After', String(seconds));
      throw new AisleError(
        'too_many_requests',
        `too many requests of one ${name}; try again in ${seconds} s`,
      );
    },
  };
}

async function consume(limiter: RateLimiterMemory, who: string) {
  try {
    return { left: await limiter.consume(who), refused: false };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return { left: error, refused: true };
  }
}
