import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundaries } from './buckets.js';

describe('histogram boundaries', () => {
  test.each([
    [12, 57, [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]],
    [1, 5, [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5]],
    [0, 0, [0, 1]],
    [-10, 10, [-10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10, 12]],
  ])('%p to %p: equal widths', (min, max, expected) => {
    expect(boundaries(min, max)).toEqual(expected);
  });

  test('a wide span goes by the series 1-2-5', () => {
    expect(boundaries(3, 400)).toEqual([2, 5, 10, 20, 50, 100, 200, 500]);
    expect(boundaries(0, 500)).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  });

  test('values that differ in their last digits alone', () => {
    for (const [min, max] of [
      [9.999999999999981e299, 9.999999999999992e299],
      [-9.999999999999987e299, -9.999999999999986e299],
      [1, 1 + Number.EPSILON],
    ] as const) {
      const found = boundaries(min, max);
      expect(found[0]).toBeLessThanOrEqual(min);
      expect(found.at(-1)).toBeGreaterThan(max);
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
    }
  });

  test('cover any interval, ascending, in at most a few dozen', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const found = boundaries(min, max);
        expect(found[0]).toBeLessThanOrEqual(min);
        expect(found.at(-1)).toBeGreaterThan(max);
        expect(found.length).toBeLessThan(30);
        for (let i = 1; i < found.length; i++) expect(found[i]).toBeGreaterThan(found[i - 1] ?? Infinity);
      }),
      // Doubles can be shrunk for hours.
      { endOnFailure: true },
    );
  });
});
