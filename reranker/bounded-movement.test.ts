import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundedMovement } from './bounded-movement.js';

const moved = (wanted: number[], most: number) => [...boundedMovement(Uint32Array.from(wanted), most)];

test('takes the wished order where the bound allows it', () => {
  // Item 0 wishes place 2, item 1 place 0, item 2 place 1.
  expect(moved([2, 0, 1], 2)).toEqual([1, 2, 0]);
});

test('holds an item back that wishes to go too far up, and one that wishes to go too far down', () => {
  // Item 3 wishes the top: with one step it may stand at place 2 at best.
  expect(moved([1, 2, 3, 0], 1)).toEqual([0, 1, 3, 2]);
  expect(moved([3, 0, 1, 2], 1)).toEqual([1, 0, 2, 3]);
});

test('a bound of 0 changes nothing', () => {
  expect(moved([3, 2, 1, 0], 0)).toEqual([0, 1, 2, 3]);
});

const wishes = fc.integer({ min: 0, max: 60 }).chain((n) =>
  fc.shuffledSubarray(
    Array.from({ length: n }, (_, i) => i),
    { minLength: n, maxLength: n },
  ),
);

test('places every item once, none farther than the bound, and reaches every wish within it', () => {
  fc.assert(
    fc.property(wishes, fc.nat(70), (wanted, most) => {
      const order = moved(wanted, most);
      expect([...order].sort((a, b) => a - b)).toEqual(wanted.map((_, i) => i));
      order.forEach((item, place) => expect(Math.abs(item - place)).toBeLessThanOrEqual(most));
      if (wanted.every((place, item) => Math.abs(place - item) <= most)) {
        order.forEach((item, place) => expect(wanted[item]).toBe(place));
      }
    }),
  );
});
