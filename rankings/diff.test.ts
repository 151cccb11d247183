import { expect, test } from '@jest/globals';
import { differenceOf } from './diff.js';
import { SHIPPED } from './shipped.js';

test('what changed: weights by path, rules and synonyms by id, words as they are', () => {
  const from = SHIPPED.get('default')?.content;
  if (from === undefined) throw new Error('nothing ships');
  const synonym = { id: 's1', words: ['a', 'b'], factor: 0.8 };
  const rule = { id: 'r1', enabled: true, priority: 0, when: {}, then: { redirect: '/a' } };
  const middle = {
    ...from,
    synonyms: [synonym, { ...synonym, id: 's2' }],
    stopWords: ['cheap'],
    rules: [rule],
  };
  const to = {
    ...middle,
    profile: {
      ...from.profile,
      weights: { ...from.profile.weights, lexical: 0 },
      classWeights: { brand: { vector: 1 } },
    },
    synonyms: [{ ...synonym, factor: 1 }],
    stopWords: ['dear'],
    rules: [rule, { ...rule, id: 'r2' }],
  };
  expect(differenceOf(middle, to)).toEqual({
    profile: [
      { path: 'weights.lexical', from: 0.6, to: 0 },
      { path: 'classWeights.brand.vector', from: undefined, to: 1 },
    ],
    synonyms: { added: [], removed: ['s2'], changed: ['s1'] },
    stopWords: { added: ['dear'], removed: ['cheap'], changed: [] },
    rules: { added: ['r2'], removed: [], changed: [] },
  });
  expect(differenceOf(from, from).profile).toEqual([]);
});
