import { setTimeout as delay } from 'node:timers/promises';
import { AisleError } from '../../base/index.js';

/** Time as a lease needs it: how much has passed, not what o'clock it is. Tests bring their own. */
export interface Timer {
  /** Milliseconds; never jumps. */
  now(): number;
  /** Throws `unavailable` when the signal says to stop. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** The work never rejects; it does not keep the process alive. Answers how to stop it. */
  every(ms: number, work: () => Promise<void>): () => void;
}

export const systemTimer: Timer = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (cause) {
      throw new AisleError('unavailable', 'stopped while waiting for the lock of the installation', {
        cause,
      });
    }
  },
  every: (ms, work) => {
    const timer = setInterval(() => void work(), ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
