import { OWN_ANALYSER, type FieldWeights, type ServerAnalyser } from '../../../mappings/index.js';
import type { PlannedWord } from '../words/planned-words.js';
import { nothingLeftQuery, wordQuery } from './word-query.js';

/** Every product that holds any of the words, with its score. */
export function scoringQuery(wordQueries: readonly object[]): object {
  return { bool: { should: wordQueries, minimum_should_match: 1 } };
}

/**
 * Asks, on the unfiltered generation, for the best score of a query and for how many products hold each word
 * (aggregation `words`, one bucket a word). Where the server's analyser takes texts apart, also for the words that it
 * leaves nothing of (`whole.kept` then counts every product); `spelled`: how they are typed. Undefined when nothing can
 * match.
 */
export function wordsBody(
  words: readonly PlannedWord[],
  weights: FieldWeights,
  analyser: ServerAnalyser,
  spelled: ReadonlyMap<string, string>,
): object | undefined {
  const queries = words.flatMap((word) => wordQuery(word, weights, analyser) ?? []);
  if (queries.length === 0) return undefined;
  const body = { size: 1, _source: false, track_total_hits: false };
  // Our own analyser leaves something of each word.
  if (analyser === OWN_ANALYSER) {
    return { ...body, query: scoringQuery(queries), aggs: { words: { filters: { filters: queries } } } };
  }
  const kept = words.map((word) => nothingLeftQuery(textsOf(word, spelled), analyser));
  // Documents hold an accented stop word without its accents: left out of the plan, it must not count in the best score.
  const scoring = queries.map((query, i) =>
    spelled.has(words[i]?.word ?? '') ? { bool: { must: [query], must_not: [kept[i]] } } : query,
  );
  return {
    ...body,
    query: scoringQuery(scoring),
    aggs: {
      words: { filters: { filters: queries } },
      whole: { global: {}, aggs: { kept: { filters: { filters: kept } } } },
    },
  };
}

function textsOf({ word, standsFor, written }: PlannedWord, spelled: ReadonlyMap<string, string>): string[] {
  return standsFor === undefined ? [spelled.get(word) ?? word] : written.map(({ term }) => term);
}
