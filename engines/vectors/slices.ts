import { setImmediate } from 'node:timers/promises';

/** Multiply-adds between two breaths of the event loop: about 5 ms. */
const SLICE = 8_000_000;

/** Runs `work(from, to)` over 0..total in slices, between which the event loop (and `check`, which may throw) has its turn. */
export async function inSlices(
  total: number,
  costEach: number,
  work: (from: number, to: number) => void,
  check: () => void = () => undefined,
): Promise<void> {
  const step = Math.max(1, Math.floor(SLICE / Math.max(1, costEach)));
  for (let from = 0; from < total; from += step) {
    if (from > 0) {
      await setImmediate();
      check();
    }
    work(from, Math.min(total, from + step));
  }
}
