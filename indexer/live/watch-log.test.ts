import { expect, test } from '@jest/globals';
import type { Timer } from '../cluster/timer.js';
import { watchLog } from './watch-log.js';

/** A timer whose ticks a test gives. */
function ticking(): { readonly timer: Timer; readonly tick: () => Promise<void> } {
  const works: (() => Promise<void>)[] = [];
  return {
    timer: {
      now: () => 0,
      wait: async () => undefined,
      every: (_, work) => {
        works.push(work);
        return () => works.splice(0);
      },
    },
    tick: async () => {
      for (const work of works) await work();
    },
  };
}

test('looks at each tick while it goes well, and ever less often while it does not', async () => {
  const { timer, tick } = ticking();
  let away = false;
  const looks: number[] = [];
  let at = 0;
  const watch = watchLog(async () => {
    looks.push(at);
    if (away) throw new Error('the cluster is away');
  }, timer);
  const pass = async (ticks: number) => {
    for (let i = 0; i < ticks; i += 1, at += 1) await tick();
  };
  await pass(3);
  away = true;
  await pass(48);
  expect(looks).toEqual([0, 1, 2, 3, 5, 9, 17, 33, 49]);
  away = false;
  await pass(18);
  expect(looks.slice(9)).toEqual([65, 66, 67, 68]);
  watch.close();
  await pass(5);
  expect(looks).toHaveLength(13);
});

test('one look at a time', async () => {
  const { timer, tick } = ticking();
  let done = (): void => undefined;
  let looks = 0;
  watchLog(() => {
    looks += 1;
    return new Promise((resolve) => (done = resolve));
  }, timer);
  const first = tick();
  await tick();
  expect(looks).toBe(1);
  done();
  await first;
  void tick();
  expect(looks).toBe(2);
});
