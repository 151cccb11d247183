import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between samples, and of the window that one value covers. */
const RESOLUTION = 10;
const WINDOW = 250;

export interface LoopDelay {
  /** Milliseconds that the event loop lagged on average in the last window. */
  now(): number;
  stop(): void;
}

/** Watches the event loop of this process. The timer keeps no process alive. */
export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let lag = 0;
  const timer = setInterval(() => {
    // The mean of an empty histogram is NaN; a sample holds the resolution itself.
    lag = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - RESOLUTION);
    histogram.reset();
  }, WINDOW).unref();
  return {
    now: () => lag,
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
