import { expect, test } from '@jest/globals';
import { SeenStamps } from './seen-stamps.js';

test('the largest stamp that can be true is the newest; a document beyond it is told', () => {
  const seen = new SeenStamps(5);
  seen.take([{ id: 'a', stamp: 3 }, { id: 'b' }], 100);
  expect([seen.newest, seen.beyond]).toEqual([5, undefined]);
  seen.take(
    [
      { id: 'c', stamp: 101 },
      { id: 'd', stamp: 100 },
      { id: 'e', stamp: 900 },
    ],
    100,
  );
  expect([seen.newest, seen.beyond]).toEqual([100, { id: 'c', stamp: 101, documents: 2 }]);
});

test('without a stamp there is no newest, and the stamps before 1970 count', () => {
  const seen = new SeenStamps(undefined);
  seen.take([{ id: 'a' }], Infinity);
  expect(seen.newest).toBeUndefined();
  seen.take([{ id: 'a', stamp: -7 }], Infinity);
  expect(seen.newest).toBe(-7);
});
