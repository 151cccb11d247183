import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse, analyseWithSurfaces } from './analyser.js';
import { normaliseText } from './normalise.js';
import { analyseQuery } from './query-words.js';
import { stem } from './stem.js';

describe('terms of a document', () => {
  test.each([
    ['Running Shoes', ['run', 'shoe']],
    ["Women's dress", ['women', 'dress']],
    ['Café CRÈME', ['cafe', 'creme']],
    ['t-shirt', ['tshirt', 't', 'shirt']],
    ['WH-1000XM4', ['wh1000xm4', 'wh', '1000xm4']],
    ['wh1000xm4', ['wh1000xm4']],
    ['12 ounces', ['12', 'ounc', '12oz']],
    ['12oz', ['12oz', '12', 'oz']],
    ['1,299', ['1299']],
    ['27" monitor', ['27', 'inch', '27inch', 'monitor']],
    ['无线耳机', ['无', '无线', '线', '线耳', '耳', '耳机', '机']],
    ['🦄', ['🦄']],
    ['red 🦄', ['red']],
    ['?!', []],
    ['', []],
  ])('%s', (text, terms) => {
    expect(analyse(text)).toEqual(terms);
  });

  test('Arabic without its vowel signs, digits in either script', () => {
    expect(analyse('سَمَّاعات ٥')).toEqual(analyse('سماعات 5'));
  });

  test.each([
    ['Boot 8½', 'Boot 8 1/2'],
    ['1½ inch', '1 1/2 inch'],
    ['٣¾', '3 3/4'],
    ['¼½', '1/4 1/2'],
    ['½2', '1/2 2'],
    ['8 1⁄2', '8 1/2'],
    ['½', '1/2'],
  ])('the fraction in %s is one of its own, in a document and in a query', (text, spelled) => {
    expect(analyse(text)).toEqual(analyse(spelled));
    expect(analyseQuery(text)).toEqual(analyseQuery(spelled));
  });

  test('an elision is found with and without it', () => {
    expect(analyse("L'Oréal")).toContain('oreal');
    expect(analyse('L’Oreal')).toEqual(analyse("l'oreal"));
  });

  test('any text: never fails, normal form is stable, terms are bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const normal = normaliseText(text);
        expect(normaliseText(normal)).toBe(normal);
        const surfaces = new Set<string>();
        expect(analyseWithSurfaces(text, surfaces)).toEqual(analyse(text));
        for (const term of [...analyse(text), ...surfaces]) {
          expect(term).not.toBe('');
          expect(term.length).toBeLessThanOrEqual(64);
        }
      }),
    );
  });

  test('a single word of a document finds it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,12}(?:-?[0-9]{1,4})?$/), (word) => {
        const held = new Set(analyse(`Good ${word}, new`));
        const words = analyseQuery(word);
        expect(words.every(({ terms }) => terms.some((term) => held.has(term)))).toBe(true);
      }),
    );
  });
});

describe('words of a query', () => {
  const mains = (text: string) => analyseQuery(text).map(({ terms }) => terms[0]);

  test('stop words go where others remain', () => {
    expect(mains('shoes for the women')).toEqual(['shoe', 'women']);
    expect(mains('the who')).toEqual(['the', 'who']);
    expect(mains('coffee without sugar')).toEqual(['coffe', 'without', 'sugar']);
  });

  test('identifiers in any spelling reach one term', () => {
    for (const text of ['WH-1000XM4', 'wh1000xm4', 'wh 1000xm4', 'wh 1000 xm4']) {
      expect(analyseQuery(text)[0]?.terms).toContain('wh1000xm4');
    }
    expect(analyseQuery('WH-1000XM4')[0]?.identifier).toBe(true);
    for (const text of ['shoes', '12oz', '8x10', '100th', '5000k', 'covid19']) {
      expect(analyseQuery(text).some(({ identifier }) => identifier)).toBe(false);
    }
  });

  test('neighbours may match as one word, units in any spelling', () => {
    expect(analyseQuery('sun glasses')[0]?.terms).toContain('sunglass');
    for (const text of ['12 oz', '12oz', '12 ounces', '12-ounce']) {
      expect(analyseQuery(text)[0]?.terms).toContain('12oz');
    }
  });

  test('Chinese is matched by pairs, a lone character by itself', () => {
    expect(mains('无线耳机')).toEqual(['无线', '线耳', '耳机']);
    expect(mains('酒')).toEqual(['酒']);
  });

  test('synonyms stand beside the word', () => {
    expect(analyseQuery('tv')[0]?.terms).toContain(stem('television'));
  });

  test('a text without words has none; a very long one is cut', () => {
    for (const text of ['', '  ', '?!*"()', '\u0000', '\ud800']) expect(analyseQuery(text)).toEqual([]);
    const long = Array.from({ length: 50_000 }, (_, i) => `w${i}`).join(' ');
    expect(analyseQuery(long)).toHaveLength(64);
  });
});
