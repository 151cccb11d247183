import { expect, test } from '@jest/globals';
import { analyseQuery, DEFAULT_FIELD_WEIGHTS } from '../../../mappings/index.js';
import { tolerantQuery } from '../words/planned-words.js';
import { vocabularyOf } from '../words/vocabulary.js';
import { wordQuery } from './word-query.js';

interface Asked {
  readonly combined_fields: { readonly query: string; readonly boost?: number };
}

const vocabulary = vocabularyOf(['blanket', 'blankets', 'fire', 'stick'].map((word) => ({ word, count: 1 })));

/** What is asked for the words of a query, none of them known, with the share of the score that counts. */
function asked(text: string, analyser: string): (readonly [string, number])[] {
  return tolerantQuery(analyseQuery(text), () => false, [vocabulary]).words.flatMap((word) => {
    const query = wordQuery(word, DEFAULT_FIELD_WEIGHTS, analyser) as
      Asked | { readonly dis_max: { readonly queries: readonly Asked[] } };
    const queries = 'dis_max' in query ? query.dis_max.queries : [query];
    return queries.map(({ combined_fields: { query: term, boost = 1 } }) => [term, boost] as const);
  });
}

test('what stands for a word keeps its discount, although two spellings share a stem of ours', () => {
  expect(asked('blanke', 'own')).toEqual([['blanket', 0.8]]);
  expect(asked('blanke', 'english')).toEqual([
    ['blanket', 0.8],
    ['blankets', 0.6],
  ]);
  expect(asked('blankett', 'english')).toEqual([
    ['blanket', 0.8],
    ['blankets', 0.8],
  ]);
});

test('the parts of a split word are a correction, whoever stems them', () => {
  for (const analyser of ['own', 'english']) {
    expect(asked('firestick', analyser)).toEqual([
      ['fire', 0.8],
      ['stick', 0.8],
    ]);
  }
});
