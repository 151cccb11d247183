import type { FieldWeights } from '../../../mappings/index.js';
import type { ClusterPlan } from '../cluster/words-plan.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { idf } from '../words/idf.js';
import type { FieldTable } from './field-table.js';
import { wordQuery, type QueryWord } from './word-query.js';

interface Counted {
  readonly doc_count: number;
}

/** What the server answers to {@link wordsBody}. */
export interface WordsAnswer {
  readonly hits?: { readonly hits?: readonly { readonly _score?: number | null }[] };
  readonly aggregations?: {
    readonly whole?: Counted & {
      readonly held?: { readonly buckets: readonly Counted[] };
      readonly kept?: { readonly buckets: readonly Counted[] };
    };
  };
}

/**
 * Asks the whole index for the best score of a query, for how many products hold each word (`held`), and which words
 * the analysers leave nothing of (`kept` then counts every product). Undefined when nothing can match.
 */
export function wordsBody(
  words: readonly QueryWord[],
  weights: FieldWeights,
  table: FieldTable,
): object | undefined {
  const queries = words.flatMap((word) => wordQuery(word, weights, table) ?? []);
  if (queries.length === 0) return undefined;
  const kept = words.flatMap(({ word }) => wordQuery({ word, synonyms: [] }, weights, table, 'all') ?? []);
  return {
    size: 1,
    _source: false,
    track_total_hits: false,
    query: { bool: { should: queries, minimum_should_match: 1 } },
    aggs: {
      whole: {
        global: {},
        aggs: { held: { filters: { filters: queries } }, kept: { filters: { filters: kept } } },
      },
    },
  };
}

/** Words that the analysers drop (stop words, punctuation) ask for nothing and are left out. */
export function planOf(
  words: readonly QueryWord[],
  answer: WordsAnswer | undefined,
  policy: WordsPolicy,
  table: FieldTable,
): WordsPlan {
  const whole = answer?.aggregations?.whole;
  const size = whole?.doc_count ?? 0;
  const best = answer?.hits?.hits?.[0]?._score ?? 0;
  const counted = words
    .map((word, i) => ({
      ...word,
      documents: whole?.held?.buckets[i]?.doc_count ?? 0,
      kept: whole?.kept?.buckets[i]?.doc_count ?? 0,
    }))
    .filter(({ documents, kept }) => documents > 0 || kept === 0);
  const idfs = counted.map(({ documents }) => idf(documents, size));
  const engine: ClusterPlan = {
    words:
      best === 0
        ? []
        : counted.flatMap((word, i) => {
            const query = wordQuery(word, policy.fieldWeights, table);
            return query === undefined ? [] : [{ query, idf: idfs[i] ?? 0, identifier: word.identifier }];
          }),
    totalIdf: idfs.reduce((sum, value) => sum + value, 0),
    best,
    shareOfBest: policy.shareOfBest,
    shareOfIdf: policy.shareOfIdf,
  };
  return {
    words: counted.map(({ word, documents, synonyms }) => ({
      word,
      documents,
      ...(synonyms.length === 0 ? {} : { synonyms: synonyms.map(({ term }) => term) }),
    })),
    best,
    engine,
  };
}
