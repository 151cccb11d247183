import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IRREGULAR } from './lexicon.js';
import { stem } from './stem.js';

// Who looks for stems in a text relies on it (reranker/intent/negated.ts).
test('a stem begins with the first letter of its word', () => {
  const beginsAlike = (word: string) => expect(stem(word).charAt(0)).toBe(word.charAt(0));
  for (const word of IRREGULAR.keys()) beginsAlike(word);
  const endings = ['', 's', 'es', 'ies', 'eed', 'ed', 'ing', 'y', 'ational', 'ization', 'biliti', 'ness'];
  const words = fc
    .tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.constantFrom(...endings))
    .map(([beginning, ending]) => beginning + ending);
  fc.assert(fc.property(fc.oneof(words, fc.string({ unit: 'grapheme' })), beginsAlike), { numRuns: 2_000 });
});
