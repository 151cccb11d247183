import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldAfter } from './fold-after.js';

test('a log that is shorter than a stretch is folded whole, whenever it is', () => {
  expect([foldAfter(0, 9, 10), foldAfter(7, 9, 10), foldAfter(9, 9, 10)]).toEqual([0, 0, 0]);
});

test('stretches are joined as they grow: by hand', () => {
  const after = (last: number) => foldAfter(last - 10, last, 10);
  expect([10, 20, 30, 40, 50, 60, 70, 80].map(after)).toEqual([0, 0, 20, 0, 40, 40, 60, 0]);
});

test('nothing is passed over, in whatever steps it is folded', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.integer({ min: 1, max: 300 }), (folded, more, unit) => {
      const after = foldAfter(folded, folded + more, unit);
      expect(after).toBeGreaterThanOrEqual(0);
      expect(after).toBeLessThanOrEqual(folded);
    }),
  );
});

test('of a log that is folded a thousand times over an op is read a few times, not a thousand', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 1_000, maxLength: 1_000 }),
      (steps) => {
        let [last, read] = [0, 0];
        for (const step of steps) {
          const folded = last;
          last += step;
          read += last - foldAfter(folded, last, 100);
        }
        expect(read / last).toBeLessThan(Math.log2(last / 50) + 2);
      },
    ),
    { numRuns: 20 },
  );
});
