import { expect, test } from '@jest/globals';
import { analyseQuery, DEFAULT_FIELD_WEIGHTS } from '../../../mappings/index.js';
import { plainQuery } from '../words/planned-words.js';
import { spellings } from './spellings.js';
import { wordsBody } from './words-body.js';

const TEXT = 'Schuhe FÜR Damen';
const bodyFor = (analyser: string) =>
  wordsBody(plainQuery(analyseQuery(TEXT)).words, {
    weights: DEFAULT_FIELD_WEIGHTS,
    analyser,
    spelled: spellings(TEXT),
    identifierScore: 9,
  }) as {
    readonly query: { readonly bool: { readonly should: readonly Readonly<Record<string, object>>[] } };
    readonly aggs: Readonly<Record<string, object>>;
  };

test('our own analyser drops nothing: it pays for no second count', () => {
  expect(Object.keys(bodyFor('own').aggs)).toEqual(['words']);
  expect(Object.keys(bodyFor('german').aggs)).toEqual(['words', 'whole']);
});

test('an accented word counts in the best score only where the analyser keeps it as it is typed', () => {
  const { should } = bodyFor('german').query.bool;
  expect(should.map((query) => Object.keys(query))).toEqual([
    ['combined_fields'],
    ['bool'],
    ['combined_fields'],
  ]);
  expect(JSON.stringify(should[1])).toContain('"must_not":[{"bool":{"filter":[{"match":{"id":{"query":"FÜR"');
});
