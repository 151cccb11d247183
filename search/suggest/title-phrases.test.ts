import { expect, test } from '@jest/globals';
import { TitlePhrases } from './title-phrases.js';

function phrasesOf(...titles: readonly string[]) {
  const phrases = new TitlePhrases();
  for (const title of titles) phrases.add(title);
  return Object.fromEntries([...phrases.phrases()].flat().map(({ text, count }) => [text, count]));
}

test('phrases that titles share, within their marks and without words that say nothing at their ends', () => {
  expect(phrasesOf('Shoes for Women, red', 'Red shoes for women', 'Red shoes, large')).toEqual({
    shoes: 3,
    'shoes for women': 2,
    women: 2,
    red: 3,
    'red shoes': 2,
  });
});

test('what always goes on alike is no whole phrase', () => {
  expect(phrasesOf('Stainless steel pan', 'stainless steel pot', 'steel wool', 'steel door')).toEqual({
    'stainless steel': 2,
    steel: 4,
  });
});

test('a title counts once, keeps its accents, and numbers alone are no phrase', () => {
  expect(phrasesOf('Café Café 12', 'CAFÉ', '12, CAFÉ 12')).toEqual({ café: 3, 'café 12': 2 });
});
