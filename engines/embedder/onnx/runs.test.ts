import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planRuns } from './runs.js';

describe('planRuns', () => {
  test('puts texts of like length together, within the budget', () => {
    // sorted: 2 3 4 (3 · 4 = 12), then 9; 4 · 9 would be 36
    expect(planRuns([9, 2, 4, 3], 12)).toEqual([[1, 3, 2], [0]]);
  });

  test('a text longer than the budget runs alone', () => {
    expect(planRuns([100, 1], 10)).toEqual([[1], [0]]);
    expect(planRuns([], 10)).toEqual([]);
  });

  test('covers each text once and never exceeds the budget with two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 })),
        fc.integer({ min: 1, max: 600 }),
        (lengths, budget) => {
          const runs = planRuns(lengths, budget);
          expect(runs.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
          for (const run of runs) {
            const longest = Math.max(...run.map((i) => lengths[i]!));
            if (run.length > 1) expect(run.length * longest).toBeLessThanOrEqual(budget);
          }
        },
      ),
    );
  });
});
