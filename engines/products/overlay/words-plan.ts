import { BM25, type FieldWeights } from '../../../mappings/index.js';
import type { ClusterPlan } from '../cluster/words-plan.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { idf } from '../words/idf.js';
import type { FieldTable } from './field-table.js';
import { heldBy } from './named-words.js';
import { partsOf, wordQuery, type QueryWord } from './word-query.js';

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

/** How words are asked for. */
export interface Shape {
  readonly weights: FieldWeights;
  readonly table: FieldTable;
  /** Products of the generation. */
  readonly size: number;
  /** So many of the best products are wanted, too. */
  readonly first?: number | undefined;
}

/**
 * Asks the whole index for the best score of a query, for how many products hold each word (`held`), and which words
 * the analysers leave nothing of (`kept` then counts every product). Undefined when nothing can match.
 */
export function wordsBody(words: readonly QueryWord[], shape: Shape): object | undefined {
  const queries = words.flatMap((word) => holdingQuery(word, shape) ?? []);
  if (queries.length === 0) return undefined;
  const { weights, table, first = 1 } = shape;
  const kept = words.flatMap(({ word }) => wordQuery({ word, synonyms: [] }, weights, table, 'all') ?? []);
  return {
    size: first,
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

/** The words of a query that ask for something, with what the index says of them. */
export interface CountedWords {
  readonly words: readonly (QueryWord & { readonly documents: number })[];
  /** Products of the index. */
  readonly size: number;
  readonly best: number;
}

/** Words that the analysers drop (stop words, punctuation) ask for nothing and are left out. */
export function countedWords(words: readonly QueryWord[], answer: WordsAnswer | undefined): CountedWords {
  const whole = answer?.aggregations?.whole;
  const counted = words
    .map((word, i) => ({
      ...word,
      documents: whole?.held?.buckets[i]?.doc_count ?? 0,
      kept: whole?.kept?.buckets[i]?.doc_count ?? 0,
    }))
    .filter(({ documents, kept }) => documents > 0 || kept === 0);
  return {
    words: counted,
    size: whole?.doc_count ?? 0,
    best: answer?.hits?.hits?.[0]?._score ?? 0,
  };
}

/** The same where no text holds any of the words, and products are named by all of them: they hold each. */
export function allNamed(counted: CountedWords, ids: readonly string[], shape: Shape): CountedWords {
  const words = counted.words.map((word) => ({ ...heldBy(word, ids), documents: ids.length }));
  return { ...counted, words, best: words.reduce((sum, word) => sum + scoreOfHolders(word, shape), 0) };
}

export function planOf({ words, size, best }: CountedWords, policy: WordsPolicy, shape: Shape): WordsPlan {
  const idfs = words.map(({ documents }) => idf(documents, size));
  const engine: ClusterPlan = {
    words:
      best === 0
        ? []
        : words.flatMap((word, i) => {
            const query = holdingQuery(word, shape);
            return query === undefined ? [] : [{ query, idf: idfs[i] ?? 0, identifier: word.identifier }];
          }),
    totalIdf: idfs.reduce((sum, value) => sum + value, 0),
    best,
    shareOfBest: policy.shareOfBest,
    shareOfIdf: policy.shareOfIdf,
  };
  return {
    words: words.map(({ word, documents, synonyms }) => ({
      word,
      documents,
      ...(synonyms.length === 0 ? {} : { synonyms: synonyms.map(({ term }) => term) }),
    })),
    best,
    engine,
  };
}

/** Finds the products that hold a word in their texts, and those that hold it by an identifier, which score more. */
function holdingQuery(word: QueryWord, shape: Shape): object | undefined {
  const query = wordQuery(word, shape.weights, shape.table);
  if (query === undefined || word.holders.length === 0) return query;
  const filter = { ids: { values: word.holders } };
  return {
    dis_max: { queries: [query, { constant_score: { filter, boost: scoreOfHolders(word, shape) } }] },
  };
}

/**
 * More than any text can score with the similarity that servers have by default: each term of the word as if no product
 * held it, in the field that weighs most. The index may have grown since: as long as it is no three times as large.
 */
function scoreOfHolders({ word }: QueryWord, { weights, size }: Shape): number {
  return (
    (1 + BM25.k1) * Math.max(1, partsOf(word).length) * Math.max(...Object.values(weights)) * idf(0, size)
  );
}
