import type { FieldWeights, ServerAnalyser } from '../../../mappings/index.js';
import { idf } from '../words/idf.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { countedWords, type PlannedQuery, type PlannedWord } from '../words/planned-words.js';
import { hitsOf, type SearchAnswer } from './search-answer.js';
import { wordQuery } from './word-query.js';

/** The words of a query with what the whole generation says of them: the cut-offs are taken from it. */
export interface ClusterPlan {
  /** Empty: nothing can match. */
  readonly words: readonly { readonly query: object; readonly idf: number; readonly identifier: boolean }[];
  readonly totalIdf: number;
  readonly best: number;
  readonly shareOfBest: number;
  readonly shareOfIdf: number;
}

export interface WordCounts {
  /** How many products hold each word; undefined where the server's analyser leaves nothing of it. */
  readonly documents: readonly (number | undefined)[];
  readonly best: number;
}

interface Counted {
  readonly doc_count: number;
}
interface CountsResult {
  readonly buckets: readonly Counted[];
}
type WholeResult = Counted & { readonly kept?: CountsResult };

export function wordCounts(words: readonly PlannedWord[], answer: SearchAnswer | undefined): WordCounts {
  if (answer === undefined) return { documents: words.map(() => 0), best: 0 };
  const counted = answer.aggregations?.['words'] as CountsResult | undefined;
  const whole = answer.aggregations?.['whole'] as WholeResult | undefined;
  return {
    documents: words.map((_, i) => {
      const documents = counted?.buckets[i]?.doc_count ?? 0;
      const dropped = whole !== undefined && whole.kept?.buckets[i]?.doc_count === whole.doc_count;
      return dropped && whole.doc_count > 0 ? undefined : documents;
    }),
    best: hitsOf(answer)[0]?._score ?? 0,
  };
}

/** Words that the server's analyser drops ask for nothing and are left out. */
export function planOf(
  { words: planned, corrected }: PlannedQuery,
  { documents, best }: WordCounts,
  policy: WordsPolicy,
  { size, analyser }: { readonly size: number; readonly analyser: ServerAnalyser },
): WordsPlan {
  const words = planned.filter((_, i) => documents[i] !== undefined);
  const held = documents.filter((count) => count !== undefined);
  const idfs = held.map((count) => idf(count, size));
  const engine: ClusterPlan = {
    words: best === 0 ? [] : queriesOf(words, idfs, policy.fieldWeights, analyser),
    totalIdf: idfs.reduce((sum, value) => sum + value, 0),
    best,
    shareOfBest: policy.shareOfBest,
    shareOfIdf: policy.shareOfIdf,
  };
  return {
    words: countedWords(words, held),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    engine,
  };
}

function queriesOf(
  words: readonly PlannedWord[],
  idfs: readonly number[],
  weights: FieldWeights,
  analyser: ServerAnalyser,
): ClusterPlan['words'] {
  return words.flatMap((word, i) => {
    const query = wordQuery(word, weights, analyser);
    return query === undefined ? [] : [{ query, idf: idfs[i] ?? 0, identifier: word.identifier }];
  });
}
