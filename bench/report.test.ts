import { expect, test } from '@jest/globals';
import { atLeast, atMost, met, reportRows, type Figure } from './report.js';

const figure = (value: number, target?: Figure['target']): Figure => ({
  subject: 's',
  figure: 'f',
  value,
  ...(target === undefined ? {} : { target }),
});

test('a target is reached at its very value; a figure that is no number reaches none', () => {
  expect(met(figure(0.6, atLeast(0.6)))).toBe(true);
  expect(met(figure(0.599, atLeast(0.6)))).toBe(false);
  expect(met(figure(2, atMost(2)))).toBe(true);
  expect(met(figure(2.1, atMost(2)))).toBe(false);
  expect(met(figure(NaN, atMost(2)))).toBe(false);
  expect(met(figure(1))).toBeUndefined();
});

test('rows show value, unit, target and whether it is reached', () => {
  expect(
    reportRows([{ ...figure(1.23456, atMost(2)), unit: 'ms' }, figure(12_345), figure(NaN, atLeast(1))]),
  ).toEqual([
    ['s', 'f', '1.2346 ms', '≤ 2', '✓'],
    ['s', 'f', '12,345', '', ''],
    ['s', 'f', '–', '≥ 1', '✗'],
  ]);
});
