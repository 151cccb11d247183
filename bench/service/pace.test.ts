import { expect, test } from '@jest/globals';
import { closedLoop, openLoop } from './pace.js';

const standStill = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('a closed loop has one request a client under way, and sends each number once', async () => {
  const sent: number[] = [];
  let under = 0;
  let most = 0;
  const shots = await closedLoop(3, 0.05, async (i) => {
    sent.push(i);
    most = Math.max(most, ++under);
    await new Promise((resolve) => setImmediate(resolve));
    under--;
    return { status: 200, body: '' };
  });
  expect(most).toBe(3);
  expect(sent).toEqual(sent.map((_, i) => i));
  expect(shots).toHaveLength(sent.length);
});

test('an open loop sends what is due whatever is answered, and counts the wait of those who came meanwhile', async () => {
  const shots = await openLoop(100, 0.1, async (i) => {
    if (i === 0) standStill(80);
    return { status: i % 2 === 0 ? 200 : 503, body: '' };
  });
  expect(shots.map(({ due }) => due)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(shots.filter(({ status }) => status === 503)).toHaveLength(5);
  // Due after 10 ms, sent after 80 at the earliest.
  expect(shots[1]?.ms).toBeGreaterThanOrEqual(70);
  expect(shots[6]?.ms).toBeGreaterThanOrEqual(20);
});
