import { expect, test } from '@jest/globals';
import { systemTimer } from './timer.js';

test('a wait ends by itself, or says that it was stopped', async () => {
  const from = systemTimer.now();
  await systemTimer.wait(1);
  expect(systemTimer.now()).toBeGreaterThan(from);
  const stop = new AbortController();
  const stopped = systemTimer.wait(600_000, stop.signal);
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'unavailable' });
  await expect(systemTimer.wait(600_000, stop.signal)).rejects.toMatchObject({ code: 'unavailable' });
});

test('work is done again and again until it is stopped', async () => {
  await new Promise<void>((resolve) => {
    let times = 0;
    const stop = systemTimer.every(1, async () => {
      times += 1;
      if (times < 3) return;
      stop();
      resolve();
    });
  });
});
