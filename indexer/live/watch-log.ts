import { systemTimer, type Timer } from '../cluster/timer.js';

/** Milliseconds between two looks: what another server accepted is seen here within a second. */
const LOOK_INTERVAL = 250;
/** Looks left out at most after one that failed: a cluster that is away is asked every four seconds. */
const MOST_LEFT_OUT = 15;

export interface LogWatch {
  readonly close: () => void;
}

/**
 * Looks four times a second at a log that other servers write to. One look at a time; after failures in a row more and
 * more of them are left out. What kept a look from its end is told where it happens.
 */
export function watchLog(look: () => Promise<void>, timer: Timer = systemTimer): LogWatch {
  let failures = 0;
  let leftOut = 0;
  let looking = false;
  const stop = timer.every(LOOK_INTERVAL, async () => {
    if (looking || leftOut-- > 0) return;
    looking = true;
    try {
      await look();
      failures = 0;
    } catch {
      failures += 1;
    }
    leftOut = Math.min(2 ** failures - 1, MOST_LEFT_OUT);
    looking = false;
  });
  return { close: stop };
}
