import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isForCanary } from './canary.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const generation = fc.stringMatching(/^\d{8}-\d{9}$/);
const SUBJECTS = 20_000;

describe('isForCanary', () => {
  test('meets the share, for every canary and every kind of id', () => {
    fc.assert(
      fc.property(generation, fc.string(), share, (id, begin, wanted) => {
        let chosen = 0;
        for (let n = 0; n < SUBJECTS; n++)
          if (isForCanary(`${begin}${n}`, { generation: id, share: wanted })) chosen++;
        // Six standard deviations of a fair draw, at most .02.
        const tolerance = 6 * Math.sqrt((wanted * (1 - wanted)) / SUBJECTS) + 1 / SUBJECTS;
        expect(Math.abs(chosen / SUBJECTS - wanted)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 20 },
    );
  });

  test('the same subject stands on the same side, and a greater share only adds', () => {
    fc.assert(
      fc.property(generation, fc.string(), share, share, (id, subject, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const at = (wanted: number) => isForCanary(subject, { generation: id, share: wanted });
        expect(at(less)).toBe(at(less));
        if (at(less)) expect(at(more)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a share of 0 is nobody, of 1 everybody', () => {
    fc.assert(
      fc.property(generation, fc.string(), (id, subject) => {
        expect(isForCanary(subject, { generation: id, share: 0 })).toBe(false);
        expect(isForCanary(subject, { generation: id, share: 1 })).toBe(true);
      }),
    );
  });

  test('another canary draws other subjects', () => {
    const chosen = (id: string) =>
      new Set(
        Array.from({ length: 2_000 }, (_, n) => `user:${n}`).filter((subject) =>
          isForCanary(subject, { generation: id, share: 0.5 }),
        ),
      );
    const [first, second] = [chosen('20261126-000000001'), chosen('20261126-000000002')];
    const both = [...first].filter((subject) => second.has(subject)).length;
    expect(both / first.size).toBeGreaterThan(0.4);
    expect(both / first.size).toBeLessThan(0.6);
  });
});
