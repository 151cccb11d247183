import { expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OneATurn } from './one-a-turn.js';

test('of those who come together one goes on in each turn, in the order in which they came', async () => {
  const turns = new OneATurn();
  const passed: number[] = [];
  const all = [0, 1, 2].map((i) => turns.pass().then(() => passed.push(i)));
  const seen: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    await Promise.resolve();
    seen.push(passed.length);
    await nextTurn();
  }
  await Promise.all(all);
  expect(passed).toEqual([0, 1, 2]);
  // Never two in a turn: were all let go together, the first look would see three.
  expect(seen.slice(1).every((count, i) => count - (seen[i] ?? 0) <= 1)).toBe(true);
  expect(seen[0]).toBe(1);
});

test('who comes alone waits for nobody, also after others', async () => {
  const turns = new OneATurn();
  await Promise.all([turns.pass(), turns.pass()]);
  await nextTurn();
  await nextTurn();
  let passed = false;
  void turns.pass().then(() => (passed = true));
  await Promise.resolve();
  await Promise.resolve();
  expect(passed).toBe(true);
});
