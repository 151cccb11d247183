import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { fieldErrors } from './field-errors.js';

const schema = z.strictObject({
  sort: z.enum(['up', 'down']).optional(),
  only: z.literal('visible').optional(),
  port: z.int().min(1).max(65_535).optional(),
  share: z.number().gt(0).lt(1).optional(),
  list: z.array(z.string().min(1)).optional(),
  own: z.string().min(3, 'expected a name of three letters').optional(),
});

test.each<[string, unknown, string, string]>([
  ['a value of several', { sort: 'side' }, 'sort', 'expected one of up, down'],
  ['the only value', { only: 'x' }, 'only', 'expected visible'],
  ['too great a number', { port: 99_999 }, 'port', 'expected at most 65535'],
  ['too small a number', { port: 0 }, 'port', 'expected at least 1'],
  ['a bound that is left out', { share: 1 }, 'share', 'expected less than 1'],
  ['the lower one', { share: 0 }, 'share', 'expected more than 0'],
  ['another type', { list: 5 }, 'list', 'expected array, received number'],
  ['within a list', { list: [''] }, 'list.0', 'expected string to have >=1 characters'],
  ['a field with words of its own', { own: 'x' }, 'own', 'expected a name of three letters'],
  ['an unknown field', { wat: 1 }, 'wat', 'expected no such field'],
])('%s', (_, input, path, message) => {
  expect(fieldErrors(schema.safeParse(input).error?.issues ?? [])).toEqual([{ path, message }]);
});
