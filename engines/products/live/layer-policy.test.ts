import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { absorbed, joined, type LayerSize } from './layer-policy.js';

const policy = { small: 10, fanout: 3 };
const of = (...living: number[]): LayerSize[] => living.map((each) => ({ living: each, dead: 0 }));

describe('layers that go into the next one at once', () => {
  test.each([
    ['the smallest ones that stay small with the new ones', of(9, 3, 2), 4, [2, 1]],
    ['none where the new ones are many', of(1, 1), 10, []],
    ['none beside none', of(), 1, []],
  ])('%s', (_, sizes, added, expected) => {
    expect(absorbed(sizes, added, policy)).toEqual(expected);
  });
});

describe('layers that are joined', () => {
  test.each([
    ['three of one tier', of(10, 29, 12), [0, 2, 1]],
    ['with all that are smaller', of(2, 10, 29, 12), [0, 1, 3, 2]],
    ['no two of one tier', of(10, 29, 31, 5), []],
    ['of the largest tier that is full', of(1, 2, 3, 11, 12, 13), [0, 1, 2, 3, 4, 5]],
    ['what is dead for the greater part', [{ living: 5, dead: 11 }], [0]],
    ['little that is dead stays', [{ living: 5, dead: 10 }], []],
    ['none', of(), []],
  ])('%s', (_, sizes, expected) => {
    expect(joined(sizes, policy)).toEqual(expected);
  });

  test('joined for as long as that goes on, layers stay few, however many products come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 400 }), (batches) => {
        let sizes: LayerSize[] = [];
        const replace = (numbers: readonly number[], added: number) => {
          const sum = numbers.reduce((total, number) => total + (sizes[number]?.living ?? 0), added);
          sizes = [...sizes.filter((_, number) => !numbers.includes(number)), ...of(sum)];
        };
        for (const added of batches) {
          replace(absorbed(sizes, added, policy), added);
          for (let next = joined(sizes, policy); next.length > 0; next = joined(sizes, policy))
            replace(next, 0);
        }
        const total = batches.reduce((sum, each) => sum + each, 0);
        expect(sizes.reduce((sum, { living }) => sum + living, 0)).toBe(total);
        const tiers = Math.max(0, Math.log(Math.max(1, total) / 10) / Math.log(3)) + 2;
        expect(sizes.length).toBeLessThanOrEqual(2 * tiers);
      }),
    );
  });
});
