import { expect, test } from '@jest/globals';
import { inSlices } from './slices.js';

test('covers everything once, in order, and lets other work in between', async () => {
  const seen: [number, number][] = [];
  let turns = 0;
  const other = setInterval(() => (turns += 1), 0);
  await inSlices(10, 3_000_000, (from, to) => {
    seen.push([from, to]);
    for (const until = performance.now() + 2; performance.now() < until;);
  });
  clearInterval(other);
  expect(seen).toEqual([0, 2, 4, 6, 8].map((from) => [from, from + 2]));
  expect(turns).toBeGreaterThan(0);
});

test('a check that throws ends it before the next slice', async () => {
  let slices = 0;
  const stopped = inSlices(
    4,
    8_000_000,
    () => (slices += 1),
    () => {
      throw new Error('stopped');
    },
  );
  await expect(stopped).rejects.toThrow('stopped');
  expect(slices).toBe(1);
});

test('nothing to do is done', async () => {
  await inSlices(0, 1, () => {
    throw new Error('no work expected');
  });
});
