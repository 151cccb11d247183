import { analyseQuery, type FieldWeights } from '../../../mappings/index.js';
import type { FieldTable } from './field-table.js';

/** Words of a query at most, and characters of each: more adds time, no meaning. */
const MAX_WORDS = 64;
const MAX_WORD = 256;

export interface QueryWord {
  /** As typed: the index's own analysers take it apart. */
  readonly word: string;
  readonly identifier: boolean;
}

/** The words of a query, each once, as they stand between spaces. */
export function wordsOf(text: string): QueryWord[] {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  const words = clean === '' ? [] : clean.split(/\s+/u).map((word) => word.slice(0, MAX_WORD));
  return [...new Set(words)].slice(0, MAX_WORDS).map((word) => {
    const [first, ...others] = analyseQuery(word);
    return { word, identifier: others.length === 0 && first?.identifier === true };
  });
}

/**
 * Finds and scores the products that hold a word, over the weighted fields taken together. `whenNothing`: what it finds
 * where the analysers leave nothing of it. Undefined: no field has a weight, nothing can match.
 */
export function wordQuery(
  word: string,
  weights: FieldWeights,
  { text }: Pick<FieldTable, 'text'>,
  whenNothing: 'none' | 'all' = 'none',
): object | undefined {
  const fields = [...text].flatMap(([field, paths]) =>
    weights[field] > 0 ? paths.map((path) => `${path}^${weights[field]}`) : [],
  );
  if (fields.length === 0) return undefined;
  return {
    multi_match: {
      query: word,
      // Fields of a shop have analysers of their own each: combined_fields would refuse them.
      type: 'cross_fields',
      operator: 'and',
      zero_terms_query: whenNothing,
      fields,
    },
  };
}
