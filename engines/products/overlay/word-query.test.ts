import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_WEIGHTS, TEXT_FIELDS, type TextField } from '../../../mappings/index.js';
import { CLAUSES } from '../cluster/clauses.js';
import { FOR_IDENTIFIERS, wordsOf } from './word-query.js';

const text = new Map(TEXT_FIELDS.map((field): [TextField, string[]] => [field, [field]]));
const wordsIn = (query: string, weights = DEFAULT_FIELD_WEIGHTS) =>
  wordsOf(query, weights, { text }).map(({ word }) => word);
const fits = Math.floor((CLAUSES - FOR_IDENTIFIERS) / TEXT_FIELDS.length);
const plain = Array.from({ length: 64 }, (_, i) => `w${'x'.repeat(i + 1)}`);

test('past what a server takes the first words stay, and identifiers wherever they stand', () => {
  expect(wordsIn(plain.slice(0, fits).join(' '))).toEqual(plain.slice(0, fits));
  expect(wordsIn(plain.join(' '))).toEqual(plain.slice(0, fits));
  // Of two parts, as an analyser may see it: letters and a number.
  expect(wordsIn([...plain.slice(0, 50), 'QXZ7788'].join(' '))).toEqual([
    ...plain.slice(0, fits - 2),
    'QXZ7788',
  ]);
});

test('the fewer fields are searched, the more words fit', () => {
  const title = { title: 1, brand: 0, color: 0, category: 0, bullets: 0, description: 0 };
  expect(wordsIn(plain.join(' '), title)).toEqual(plain);
});

test('of one word that is too long by itself the beginning stays', () => {
  expect(wordsIn('耳机'.repeat(100))).toEqual(['耳机'.repeat(fits / 2)]);
  expect(wordsIn('a-'.repeat(100))).toEqual(['a-'.repeat(fits)]);
});
