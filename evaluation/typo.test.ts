import { expect, test } from '@jest/globals';
import { distance } from 'fastest-levenshtein';
import fc from 'fast-check';
import { seededRandom } from './random.js';
import { withTypo } from './typo.js';

test('one edit in a word of five letters or more, the other words as they were', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const typed = withTypo('red running shoes', seededRandom(seed)) ?? '';
      const words = typed.split(' ');
      expect(words).toHaveLength(3);
      expect(words[0]).toBe('red');
      // A transposition is two edits to Levenshtein.
      const edits = distance('running', words[1] ?? '') + distance('shoes', words[2] ?? '');
      expect(edits).toBeGreaterThanOrEqual(1);
      expect(edits).toBeLessThanOrEqual(2);
    }),
  );
});

test('short words, numbers and identifiers are left alone', () => {
  expect(withTypo('red hat 12345 wh1000xm4', seededRandom(1))).toBeUndefined();
});

test('the same seed gives the same typo', () => {
  expect(withTypo('laptop sleeve', seededRandom(5))).toBe(withTypo('laptop sleeve', seededRandom(5)));
});
