import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identifierKey, isIdentifierAttribute, namedBy } from './identifiers.js';

describe('the key of an identifier', () => {
  test.each([
    ['WH-1000XM4', 'wh1000xm4'],
    [' wh 1000 xm4 ', 'wh1000xm4'],
    ['ｗｈ１０００ｘｍ４', 'wh1000xm4'],
    ['AB_12/34.X', 'ab1234x'],
    ['Ä–1', 'a1'],
    ['耳机-7', '耳机7'],
    ['036000291452', '36000291452'],
    ['00036000291452', '36000291452'],
    // Fewer than eight digits would be left: these zeros are part of a shop's own number.
    ['00012', '00012'],
    ['01234567', '01234567'],
  ])('%s → %s', (written, key) => expect(identifierKey(written)).toBe(key));

  test('none of what nothing is left of, nor of a sentence', () => {
    for (const text of ['', ' - ', '🦄', '\ud800', 'a1'.repeat(40), 'x'.repeat(100_000)]) {
      expect(identifierKey(text)).toBeUndefined();
    }
  });

  test('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = identifierKey(text);
        if (key !== undefined) expect(identifierKey(key)).toBe(key);
      }),
    );
  });
});

test('attributes that name an article are told by their names, however these are written', () => {
  for (const name of ['sku', 'SKU', 'Model Number', 'model_number', 'gtin-13', 'EAN', 'mpn', 'ISBN_10']) {
    expect(isIdentifierAttribute(name)).toBe(true);
  }
  for (const name of ['colour', 'modelling', 'skull', 'number', 'year', '', 'constructor', '__proto__']) {
    expect(isIdentifierAttribute(name)).toBe(false);
  }
});

test('what looks like an identifier is one for certain, the rest is a word first', () => {
  const certain = (text: string) => namedBy(text)?.certain;
  for (const text of ['WH-1000XM4', 'wh 1000 xm4', 'B07XJ8C8F5', '4006381333931', '123456', '080442957X']) {
    expect(certain(text)).toBe(true);
  }
  for (const text of ['2024', '12', '12 oz', '8x10', 'iphone 12', 'xk-9', 'oak table']) {
    expect(certain(text)).toBe(false);
  }
  expect(namedBy('!')).toBeUndefined();
});
