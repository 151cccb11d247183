import { describe, expect, test } from '@jest/globals';
import { rangeQuery } from './range-query.js';

const field = (type: string, kind: 'number' | 'date' = 'number') =>
  ({ path: 'f', kind, type, scale: 1, separator: ' > ' }) as const;
const exists = { exists: { field: 'f' } };
const none = { match_none: {} };

describe('a bound that a field’s type cannot hold', () => {
  test.each([
    ['integer', 2 ** 31, none, exists],
    ['integer', -(2 ** 31) - 1, exists, none],
    // Types that not every server of the tests has.
    ['unsigned_long', -0.5, exists, none],
    ['unsigned_long', 2 ** 64, none, exists],
    // A price of cents whose division was too large for a double.
    ['scaled_float', Infinity, none, exists],
    ['double', -Infinity, exists, none],
  ])('%s %d', (type, value, fromBelow, fromAbove) => {
    const { gte, gt, lte, lt } = {
      gte: rangeQuery({ kind: 'range', field: 'x', gte: value }, field(type)),
      gt: rangeQuery({ kind: 'range', field: 'x', gt: value }, field(type)),
      lte: rangeQuery({ kind: 'range', field: 'x', lte: value }, field(type)),
      lt: rangeQuery({ kind: 'range', field: 'x', lt: value }, field(type)),
    };
    for (const query of [gte, gt]) expect(query).toEqual({ bool: { filter: [fromBelow] } });
    for (const query of [lte, lt]) expect(query).toEqual({ bool: { filter: [fromAbove] } });
  });

  test('the other bound still counts', () => {
    const range = { kind: 'range', field: 'x', gte: 3, lte: 1e10 } as const;
    expect(rangeQuery(range, field('short'))).toEqual({
      bool: { filter: [{ range: { f: { gte: 3 } } }, exists] },
    });
  });

  test('the last numbers that a type holds are asked for as they are', () => {
    for (const [type, value] of [
      ['byte', -128],
      ['unsigned_long', 0],
      ['long', 2 ** 63 - 1_024],
      ['half_float', 65_504],
    ] as const) {
      const range = { kind: 'range', field: 'x', gte: value } as const;
      expect(rangeQuery(range, field(type))).toEqual({
        bool: { filter: [{ range: { f: { gte: value } } }] },
      });
    }
  });
});

test('dates are asked for in whole milliseconds, without an exponent', () => {
  const range = { kind: 'range', field: 'x', gte: 1e-7, gt: 0.5, lte: 8.64e15, lt: 1.5 } as const;
  const bound = (side: string, text: string) => ({ range: { f: { [side]: text, format: 'epoch_millis' } } });
  expect(rangeQuery(range, field('date', 'date'))).toEqual({
    bool: {
      filter: [bound('gte', '1'), bound('gt', '0'), bound('lte', '8640000000000000'), bound('lt', '2')],
    },
  });
});
