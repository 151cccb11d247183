import type { FieldWeights, ServerAnalyser } from '../../../mappings/index.js';
import type { PlannedWord } from '../words/planned-words.js';
import { wordQuery } from './word-query.js';

/** Every product that holds any of the words, with its score. */
export function scoringQuery(wordQueries: readonly object[]): object {
  return { bool: { should: wordQueries, minimum_should_match: 1 } };
}

/**
 * Asks, on the unfiltered generation, for the best score of a query and for how many products hold each word
 * (aggregation `words`, one bucket a word). Undefined when nothing can match.
 */
export function wordsBody(
  words: readonly PlannedWord[],
  weights: FieldWeights,
  analyser: ServerAnalyser,
): object | undefined {
  const queries = words.flatMap((word) => wordQuery(word, weights, analyser) ?? []);
  if (queries.length === 0) return undefined;
  return {
    size: 1,
    _source: false,
    track_total_hits: false,
    query: scoringQuery(queries),
    aggs: { words: { filters: { filters: queries } } },
  };
}
