import { expect, test } from '@jest/globals';
import type { Product } from '../../../../catalog/index.js';
import { vocabularyOf, type Vocabularies } from '../../words/vocabulary.js';
import { NewWords } from './new-words.js';

const known = vocabularyOf([{ word: 'lamp', count: 3 }]);
const lamp = (fields: Partial<Product> = {}): Product => ({ id: 'a', title: 'Lamp', ...fields });
const newWords = ([base, ...others]: Vocabularies): string[] => {
  expect(base).toBe(known);
  return others.flatMap(({ surfaces }) => Array.from({ length: surfaces.size }, (_, i) => surfaces.at(i)));
};

test('words of every text that is searched are taken in, whether that is embedded or not', () => {
  const words = new NewWords(known);
  words.see({ ordinal: 0, product: lamp() });
  expect(newWords(words.settle())).toEqual([]);
  words.see({ ordinal: 0, product: lamp({ bullets: ['Dimmable'] }) });
  expect(newWords(words.settle())).toEqual(['dimmable']);
  words.see({ ordinal: 0, product: lamp({ bullets: ['Foldable'], price: 3 }) });
  expect(newWords(words.settle())).toEqual(['foldable']);
});

test('a word goes with the last product that has it', () => {
  const words = new NewWords(known);
  for (const ordinal of [0, 1]) words.see({ ordinal, product: lamp({ color: 'Teal' }) });
  words.forget(0);
  expect(newWords(words.settle())).toEqual(['teal']);
  words.forget(1);
  expect(newWords(words.settle())).toEqual([]);
});
