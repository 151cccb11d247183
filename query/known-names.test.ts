import { expect, test } from '@jest/globals';
import { knownNames } from './known-names.js';

test('a name is known whatever its case, accents and width; a part of it is not', () => {
  const known = knownNames(['Nestlé', 'Black & Decker', 'ＫＥＮ'], ['Shoes', 'Обувь']);
  for (const text of ['nestle', 'NESTLÉ', 'black & decker', 'ken']) expect(known.brands(text)).toBe(true);
  for (const text of ['black', 'shoes', '']) expect(known.brands(text)).toBe(false);
  for (const text of ['SHOES', 'обувь']) expect(known.categories(text)).toBe(true);
  expect(known.categories('nestle')).toBe(false);
});

test('a catalogue without brands and categories knows none', () => {
  const known = knownNames([], []);
  expect([known.brands('a'), known.categories('a'), known.brands(''), known.categories('')]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
