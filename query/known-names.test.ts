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

test('brands within a text: the longest names, in every spelling of the catalogue', () => {
  const known = knownNames(['Black & Decker', 'BLACK+DECKER', 'Black', "L'Oréal", 'Ugg', '!'], ['Shoes']);
  const found = (text: string) => [...known.brandsIn(text)];
  expect(found('cordless drill black decker')).toEqual([
    ['black decker', ['Black & Decker', 'BLACK+DECKER']],
  ]);
  expect(found('black UGG slippers ugg')).toEqual([
    ['black', ['Black']],
    ['ugg', ['Ugg']],
  ]);
  expect(found('l’oreal shampoo')).toEqual([['l oreal', ["L'Oréal"]]]);
  expect(found('decker shoes !')).toEqual([]);
  expect(found('')).toEqual([]);
});
