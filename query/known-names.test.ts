import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NameTable } from './known-names.js';

function knownNames(brands: readonly string[], categories: readonly string[]) {
  const table = new NameTable();
  brands.forEach((name) => table.addBrand(name));
  categories.forEach((name) => table.addCategory(name));
  return table.first(table.size);
}

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

test('the first names of a table: as if no others had ever come', () => {
  const name = fc.constantFrom(
    'Black',
    'BLACK',
    'Black & Decker',
    'black+decker',
    'Decker',
    'Ugg',
    'Ûgg',
    '!',
  );
  fc.assert(
    fc.property(fc.array(name), fc.array(name), fc.nat(12), fc.nat(12), (brands, categories, b, c) => {
      const table = new NameTable();
      brands.slice(0, b).forEach((each) => table.addBrand(each));
      categories.slice(0, c).forEach((each) => table.addCategory(each));
      const early = table.first(table.size);
      brands.slice(b).forEach((each) => table.addBrand(each));
      categories.slice(c).forEach((each) => table.addCategory(each));
      const alone = knownNames(brands.slice(0, b), categories.slice(0, c));
      for (const text of ['black', 'black decker', 'ugg decker black', 'black & decker', '!', 'UGG']) {
        expect(early.brands(text)).toBe(alone.brands(text));
        expect(early.categories(text)).toBe(alone.categories(text));
        expect([...early.brandsIn(text)]).toEqual([...alone.brandsIn(text)]);
      }
    }),
  );
});
