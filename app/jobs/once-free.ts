import { setTimeout as delay } from 'node:timers/promises';
import { AisleError, isAisleError, type Clock } from '../../base/index.js';

/** Milliseconds between looks whether another process's reindex is over. */
const PAUSE = 2_000;

export interface Patience {
  /** Milliseconds that the lock of the installation is waited for. */
  readonly patience: number;
  readonly clock: Clock;
  /** Resolves after some milliseconds, or when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemWait: Patience['wait'] = (ms, signal) =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/**
 * Does the work; again while it meets another's (`conflict`), until the patience is over. `tell` hears of each wait and
 * its end. Throws what the work throws, and `unavailable` when it is stopped while waiting.
 */
export async function onceFree<T>(
  work: () => Promise<T>,
  { patience, clock, wait }: Patience,
  signal: AbortSignal,
  tell: (state: 'waiting' | 'running') => Promise<void>,
): Promise<T> {
  const until = clock.now() + patience;
  const stopped = () => signal.aborted;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const taken = isAisleError(error) && error.code === 'conflict';
      if (!taken || stopped() || clock.now() >= until) throw error;
    }
    await tell('waiting');
    await wait(PAUSE, signal);
    if (stopped()) throw new AisleError('unavailable', 'stopped while another reindex was running');
    await tell('running');
  }
}
