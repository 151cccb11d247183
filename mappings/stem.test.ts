import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IRREGULAR } from './lexicon.js';
import { beginningsOf, stem } from './stem.js';

const ENDINGS = [
  '',
  's',
  'es',
  'ies',
  'y',
  'ing',
  'ed',
  'er',
  'ability',
  'ibility',
  'ization',
  'ousness',
  'ational',
];

test('a word has a beginning of its stem', () => {
  const words = fc.oneof(
    fc.constantFrom(...IRREGULAR.keys(), ...IRREGULAR.values(), 'hopping', 'hoping', 'skies', 'flexibility'),
    fc
      .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.constantFrom(...ENDINGS), fc.constantFrom(...ENDINGS))
      .map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  );
  fc.assert(
    fc.property(words, (word) => {
      expect(beginningsOf(stem(word)).some((beginning) => word.startsWith(beginning))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test('a stem of three letters or fewer begins with its first', () => {
  expect(beginningsOf(stem('led'))).toEqual(['l']);
  expect(beginningsOf(stem('knife'))).toContain('knives');
});
