import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseQuery } from '../normalise.js';
import { readNegation } from './read-negation.js';

const read = (text: string) => readNegation(normaliseQuery(text));

describe('a negation', () => {
  test.each([
    ['wine glasses without stem', 'wine glasses', ['stem'], 'without stem'],
    ['Futon Frame WITHOUT a Mattress', 'Futon Frame', ['Mattress'], 'WITHOUT a Mattress'],
    ['nail kit without led lamp', 'nail kit', ['led', 'lamp'], 'without led lamp'],
    ['fan without light for bedroom', 'fan for bedroom', ['light'], 'without light'],
    ['fan without light, white', 'fan, white', ['light'], 'without light'],
    ['without lids paper cups', 'cups', ['lids', 'paper'], 'without lids paper'],
    ['thermostat w/o wire', 'thermostat', ['wire'], 'w/o wire'],
    ['knife set no block', 'knife set', ['block'], 'no block'],
    ['knife set with no block', 'knife set', ['block'], 'with no block'],
    ['lamp but not red', 'lamp', ['red'], 'but not red'],
    [
      'shampoo without sulfates or parabens',
      'shampoo',
      ['sulfates', 'parabens'],
      'without sulfates or parabens',
    ],
    [
      'dog food no chicken nor beef, grain free',
      'dog food, grain free',
      ['chicken', 'beef'],
      'no chicken nor beef',
    ],
    ['shirt without collar or with buttons', 'shirt or with buttons', ['collar'], 'without collar'],
    ["sneakers without laces women's", "sneakers women's", ['laces'], 'without laces'],
    ['shirt no sleeves black size 8', 'shirt black size 8', ['sleeves'], 'no sleeves'],
    ['dress without black lace', 'dress', ['black', 'lace'], 'without black lace'],
    ['lamps excluding red', 'lamps', ['red'], 'excluding red'],
    ['shoes without laces without heels', 'shoes without heels', ['laces'], 'without laces'],
  ])('%j', (text, left, words, part) => expect(read(text)).toEqual({ text: left, words, part }));

  test.each([
    'without stem',
    'no show',
    'wine glasses without',
    'wine glasses without 2 stems',
    'no 7 serum',
    'chanel no 5',
    'the one for whom food is not enough gorman',
    'why not me book',
    'shampoo not only for men',
    'sugar free gum',
    'nonstick pan',
    'no, thanks',
    '',
  ])('%j has none', (text) => expect(read(text)).toBeUndefined());

  test('is part of the text, and what is left is normal and something', () => {
    const bits = [
      'without',
      'no',
      'not',
      'with',
      'w/o',
      'a',
      'stem',
      'red',
      ',',
      ';',
      '5',
      'for',
      'lamp',
      'ÉTÉ',
    ];
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...bits), { maxLength: 12 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(texts, (raw) => {
        const text = normaliseQuery(raw);
        const found = readNegation(text);
        if (found === undefined) return;
        expect(text).toContain(found.part);
        expect(found.text).toMatch(/\p{L}/u);
        expect(normaliseQuery(found.text)).toBe(found.text);
        expect(found.words.length).toBeGreaterThan(0);
        for (const word of found.words) expect(found.part).toContain(word);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['without ', 'no ', 'a without ', 'without, ', '(no '])('a very long text of %j is read', (bit) =>
    expect(() => read(bit.repeat(20_000))).not.toThrow(),
  );
});
