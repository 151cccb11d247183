import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vocabularyOf } from '../../engines/products/index.js';
import { complete } from './complete.js';
import { CompletionIndex } from './completion-index.js';
import { startsNear } from './starts-near.js';
import { typedKey } from './typed.js';

function indexOf(completions: readonly (readonly [text: string, weight: number, popularity?: number])[]) {
  const index = new CompletionIndex();
  for (const [text, weight, popularity = 0] of completions)
    index.add({ key: typedKey(text), text, weight, popularity });
  return index;
}

const catalogue = indexOf([
  ['running shoes', 90],
  ['running shoe', 20],
  ['running socks', 40],
  ['Running Girl', 3],
  ['water bottle', 60],
  ['wireless earbuds', 30],
  ['headphones', 80],
  ['Crème brûlée', 5],
  ['耳机', 7],
  ['red', 50],
]);
const words = [
  'running',
  'shoes',
  'socks',
  'water',
  'bottle',
  'wireless',
  'earbuds',
  'headphones',
  'red',
  'shovel',
];
const vocabularies = [vocabularyOf(words.map((word, i) => ({ word, count: i + 1 })))];
const popular = indexOf([['running jacket', 0, 12]]);
const completed = (typed: string, limit = 4) =>
  complete(typedKey(typed), { catalogue, popular, vocabularies }, limit);
const texts = (typed: string) => completed(typed).completions.map(({ text }) => text);

describe('what was typed is completed', () => {
  test.each([
    ['runn', ['running jacket', 'running shoes', 'running socks', 'Running Girl']],
    ['RUNNING S', ['running shoes', 'running socks']],
    ['creme', ['Crème brûlée']],
    ['耳', ['耳机']],
    ['h', ['headphones']],
    ['running shoes', []],
    ['running', ['running jacket', 'running shoes', 'running socks', 'Running Girl']],
    ['red runn', ['red running jacket', 'red running shoes', 'red running socks']],
    ['red shov', ['red shovel']],
    ['zzqq', []],
  ])('%s', (typed, expected) => {
    expect(texts(typed)).toEqual(expected);
    expect(completed(typed).corrected).toBeUndefined();
  });

  test.each([
    ['hedph', ['headphones'], 'headphones'],
    ['watre bot', ['water bottle'], 'water bottle'],
    ['wireles ear', ['wireless earbuds'], 'wireless earbuds'],
    ['red wireles earb', ['red wireless earbuds'], 'red wireless earbuds'],
  ])('%s, its slip mended', (typed, expected, to) => {
    expect(texts(typed)).toEqual(expected);
    expect(completed(typed).corrected).toBe(to);
  });

  test('nothing typed: what is asked most, then what the catalogue holds most of', () => {
    expect(texts('')).toEqual(['running jacket', 'running shoes', 'headphones', 'water bottle']);
  });

  test('without a vocabulary too', () => {
    const found = complete('red runn', { catalogue, popular, vocabularies: undefined }, 2);
    expect(found.completions.map(({ text }) => text)).toEqual(['red running jacket', 'red running shoes']);
  });

  test('whatever is typed: no more than were asked for, each once, none of them what was typed', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc
        .array(fc.constantFrom(...words, 'run', 'hedph', ' ', '耳'), { maxLength: 4 })
        .map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 6 }), (typed, limit) => {
        const { completions } = completed(typed, limit);
        expect(completions.length).toBeLessThanOrEqual(limit);
        expect(new Set(completions.map(({ key }) => key)).size).toBe(completions.length);
        expect(completions.map(({ key }) => key)).not.toContain(typedKey(typed).trimEnd());
      }),
    );
  });
});

describe('a beginning with one slip', () => {
  test.each([
    ['headph', 'headphones', true],
    ['haedph', 'headphones', true],
    ['hedph', 'headphones', true],
    ['heasdph', 'headphones', true],
    ['heedph', 'headphones', true],
    ['readph', 'headphones', false],
    ['heph', 'headphones', false],
    ['hea', 'xea', false],
    ['gt740', 'gt840', false],
  ])('%s of %s: %s', (typed, text, expected) => expect(startsNear(typed, text)).toBe(expected));
});
