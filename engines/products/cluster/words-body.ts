import { OWN_ANALYSER, type FieldWeights, type ServerAnalyser } from '../../../mappings/index.js';
import type { PlannedWord } from '../words/planned-words.js';
import { MOST_NAMED } from '../product-index.js';
import { havingQuery, holdingQuery } from './holding-query.js';
import { nothingLeftQuery } from './word-query.js';

/** Every product that holds any of the words, with its score. */
export function scoringQuery(wordQueries: readonly object[]): object {
  return { bool: { should: wordQueries, minimum_should_match: 1 } };
}

/** How the words of a query are asked for. */
export interface Asked {
  readonly weights: FieldWeights;
  readonly analyser: ServerAnalyser;
  /** How words are typed, by their normal form (`spellings`). */
  readonly spelled: ReadonlyMap<string, string>;
  /** What an identifier scores. */
  readonly identifierScore: number;
  /** Key of the identifier that the whole text may be. */
  readonly named?: string | undefined;
  /** The ordinals of so many of the best products are wanted, too, ties by id. */
  readonly first?: { readonly count: number; readonly byId: object } | undefined;
}

/**
 * Asks, on the unfiltered generation, for the best score of a query and for how many products hold each word
 * (aggregation `words`, one bucket a word). Where the server's analyser takes texts apart, also for the words that it
 * leaves nothing of (`whole.kept` then counts every product). `named`: the products that the whole text names. Undefined
 * when nothing can match.
 */
export function wordsBody(
  words: readonly PlannedWord[],
  { weights, analyser, spelled, identifierScore, named, first }: Asked,
): object | undefined {
  const queries = words.flatMap((word) => holdingQuery(word, weights, analyser, identifierScore) ?? []);
  if (queries.length === 0) return undefined;
  const body = {
    size: first?.count ?? 1,
    _source: false,
    track_total_hits: false,
    ...(first === undefined ? {} : { docvalue_fields: ['ordinal'], sort: [{ _score: 'desc' }, first.byId] }),
  };
  // Counted with the products that hold words, whether it is one or not: then it must not score.
  const having = named === undefined ? [] : [havingQuery([named])];
  const uncounted = having.map((filter) => ({ constant_score: { filter, boost: 0 } }));
  const namedAggregation = having.map((filter) => ({ named: { filter, aggs: FIRST_NAMED } }))[0] ?? {};
  // Our own analyser leaves something of each word.
  if (analyser === OWN_ANALYSER) {
    return {
      ...body,
      query: scoringQuery([...queries, ...uncounted]),
      aggs: { words: { filters: { filters: queries } }, ...namedAggregation },
    };
  }
  const kept = words.map((word) => nothingLeftQuery(textsOf(word, spelled), analyser));
  // Documents hold an accented stop word without its accents: left out of the plan, it must not count in the best score.
  const scoring = queries.map((query, i) =>
    spelled.has(words[i]?.word ?? '') ? { bool: { must: [query], must_not: [kept[i]] } } : query,
  );
  return {
    ...body,
    query: scoringQuery([...scoring, ...uncounted]),
    aggs: {
      words: { filters: { filters: queries } },
      ...namedAggregation,
      whole: { global: {}, aggs: { kept: { filters: { filters: kept } } } },
    },
  };
}

const FIRST_NAMED = {
  first: {
    top_hits: { size: MOST_NAMED, _source: false, sort: [{ ordinal: 'asc' }], docvalue_fields: ['ordinal'] },
  },
};

function textsOf({ word, standsFor, written }: PlannedWord, spelled: ReadonlyMap<string, string>): string[] {
  return standsFor === undefined ? [spelled.get(word) ?? word] : written.map(({ term }) => term);
}
