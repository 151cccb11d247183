import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mostWanted } from './most-wanted.js';

const products = fc.uniqueArray(
  fc.record({ id: fc.string({ maxLength: 2 }), count: fc.integer({ min: 1, max: 4 }) }),
  { selector: ({ id }) => id },
);

test('pages of it are the pages of all, sorted', () => {
  fc.assert(
    fc.property(products, fc.integer({ min: 0, max: 5 }), (all, limit) => {
      const sorted = [...all].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
      const first = mostWanted(all, limit);
      expect(first).toEqual(sorted.slice(0, limit));
      expect(mostWanted(all, limit, first.at(-1))).toEqual(limit === 0 ? [] : sorted.slice(limit, 2 * limit));
    }),
  );
});
