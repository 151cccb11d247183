import { IDENTIFIER_PATH, type FieldWeights, type ServerAnalyser } from '../../../mappings/index.js';
import { idf } from '../words/idf.js';
import type { PlannedWord } from '../words/planned-words.js';
import type { IndexShape } from './index-shape.js';
import { wordQuery } from './word-query.js';

/** What an identifier scores: as a word that no product holds, and nothing else: more than any text can. */
export function identifierScore(size: number, { saturation }: Pick<IndexShape, 'saturation'>): number {
  return saturation * idf(0, size);
}

/**
 * Finds and scores the products that hold a word in their texts, or have an identifier that is the word, which scores
 * `score`. Undefined: as `wordQuery`.
 */
export function holdingQuery(
  word: PlannedWord,
  weights: FieldWeights,
  analyser: ServerAnalyser,
  score: number,
): object | undefined {
  const query = wordQuery(word, weights, analyser);
  if (query === undefined || word.identifiers.length === 0) return query;
  const named = { constant_score: { filter: havingQuery(word.identifiers), boost: score } };
  return { dis_max: { queries: [query, named] } };
}

/** Finds the products that have an identifier of these keys: none in an index that was built before they were kept. */
export function havingQuery(keys: readonly string[]): object {
  return { terms: { [IDENTIFIER_PATH]: keys } };
}
