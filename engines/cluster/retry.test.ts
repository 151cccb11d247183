import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TRIES, pauseBefore, retryAfter } from './retry.js';

describe('pause before a retry', () => {
  test('anything between nothing and a bound that doubles', () => {
    expect([1, 2, 3].map((tried) => pauseBefore(tried, undefined, 10_000, 0))).toEqual([0, 0, 0]);
    expect([1, 2, 3].map((tried) => pauseBefore(tried, undefined, 10_000, 0.5))).toEqual([50, 100, 200]);
  });

  test('not after the last try, nor past the deadline, nor for a server that wants a long rest', () => {
    expect(pauseBefore(TRIES, undefined, 10_000, 0)).toBeUndefined();
    expect(pauseBefore(1, undefined, 50, 0.5)).toBeUndefined();
    expect(pauseBefore(1, 2_001, 10_000, 0)).toBeUndefined();
  });

  test('never shorter than the server asked for, and always within the deadline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: TRIES }),
        fc.option(fc.nat(5_000), { nil: undefined }),
        fc.nat(10_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tried, wish, left, random) => {
          const pause = pauseBefore(tried, wish, left, random);
          if (pause === undefined) return;
          expect(pause).toBeGreaterThanOrEqual(wish ?? 0);
          expect(pause).toBeLessThan(left);
        },
      ),
    );
  });

  test.each([
    ['2', 2_000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:05 GMT', 4_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('Retry-After %j', (header, ms) => {
    expect(retryAfter(header, 1_000)).toBe(ms);
  });
});
