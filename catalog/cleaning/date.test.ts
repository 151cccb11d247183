import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDate } from './date.js';

const NOW = Date.UTC(2026, 0, 1);

describe('parseDate', () => {
  test.each([
    ['2024-01-31', '2024-01-31T00:00:00.000Z'],
    ['2024-1-5', '2024-01-05T00:00:00.000Z'],
    ['2024-01-31T12:30:00Z', '2024-01-31T12:30:00.000Z'],
    ['2024-01-31T12:30:00+02:00', '2024-01-31T10:30:00.000Z'],
    ['2024-01-31 12:30:00.5', '2024-01-31T12:30:00.500Z'],
    ['2024-01-31 12:30:00+00', '2024-01-31T12:30:00.000Z'],
    ['2024-01-31 12:30:00.25-03', '2024-01-31T15:30:00.250Z'],
    ['2024/01/31', '2024-01-31T00:00:00.000Z'],
    ['31.01.2024', '2024-01-31T00:00:00.000Z'],
    ['31/01/2024', '2024-01-31T00:00:00.000Z'],
    ['01/31/2024', '2024-01-31T00:00:00.000Z'],
    ['20240131', '2024-01-31T00:00:00.000Z'],
    ['15 Jan 2024', '2024-01-15T00:00:00.000Z'],
    ['January 15th, 2024', '2024-01-15T00:00:00.000Z'],
    ['Mon, 15 Jan 2024 10:00:00 GMT', '2024-01-15T10:00:00.000Z'],
    [1_704_067_200, '2024-01-01T00:00:00.000Z'],
    [1_704_067_200_000, '2024-01-01T00:00:00.000Z'],
    ['1704067200', '2024-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z'],
  ])('%j is %s', (input, iso) => {
    expect(parseDate(input, NOW)).toEqual({ iso });
  });

  test.each([
    ['2023-02-29', 'expected a date such as'],
    ['2024-13-01', 'expected a date such as'],
    ['0000-00-00', 'expected a date such as'],
    ['2024-01-01T25:00:00Z', 'expected a date such as'],
    ['2024-01-15-03', 'expected a date such as'],
    ['yesterday', 'expected a date such as'],
    ['03/04/2024', 'two dates'],
    ['1969-12-31', 'since 1970'],
    ['1066-10-14', 'since 1970'],
    ['2027-06-01', 'a year ahead'],
    ['9999-12-31', 'a year ahead'],
  ])('%j is refused', (input, message) => {
    expect(parseDate(input, NOW)).toContain(message);
  });

  test.each([[null], [true], [{}], [[]], [NaN], [Infinity], [-Infinity], [1e300]])(
    '%p is refused',
    (input) => {
      expect(typeof parseDate(input, NOW)).toBe('string');
    },
  );

  test('reads what Date writes, and never throws', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(NOW), noInvalidDate: true }), (date) => {
        expect(parseDate(date.toISOString(), NOW)).toEqual({ iso: date.toISOString() });
        const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
        expect(parseDate(date.toUTCString(), NOW)).toEqual({ iso: seconds.toISOString() });
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const parsed = parseDate(value, NOW);
        if (typeof parsed !== 'string') expect(new Date(parsed.iso).toISOString()).toBe(parsed.iso);
      }),
    );
  });
});
