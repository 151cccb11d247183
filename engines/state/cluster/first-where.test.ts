import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstBeyond, firstWhere, type Holds } from './first-where.js';

function counted(limit: number): { readonly holds: Holds; asked(): number } {
  let asked = 0;
  return {
    holds: async (numbers) => {
      asked += 1;
      return numbers.map((n) => n >= limit);
    },
    asked: () => asked,
  };
}

test('finds the first number for which something holds, in few questions', async () => {
  const cases = fc.record({
    low: fc.nat(1_000),
    beyond: fc.integer({ min: 1, max: 5_000_000 }),
    more: fc.nat(1_000_000),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ low, beyond, more }) => {
      const limit = low + beyond;
      const bounded = counted(limit);
      expect(await firstWhere(low, limit + more, bounded.holds)).toBe(limit);
      const open = counted(limit);
      expect(await firstBeyond(low, open.holds)).toBe(limit);
      expect(Math.max(bounded.asked(), open.asked())).toBeLessThanOrEqual(10);
    }),
  );
});

test('asks nothing where there is nothing to find out', async () => {
  const one = counted(4);
  expect(await firstWhere(3, 4, one.holds)).toBe(4);
  expect(one.asked()).toBe(0);
});
