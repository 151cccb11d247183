import type { FieldWeights, ServerAnalyser } from '../../../mappings/index.js';
import { idf } from '../words/idf.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { countedWords, type PlannedQuery, type PlannedWord } from '../words/planned-words.js';
import { holdingQuery } from './holding-query.js';
import { hitsOf, type SearchAnswer, type SearchHit } from './search-answer.js';

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
  /** Ordinals of the best products, as many as were asked for. */
  readonly first: Uint32Array;
  /** Products that have the identifier that the whole text may be: how many, and the first ordinals. */
  readonly named: { readonly documents: number; readonly first: Uint32Array };
}

interface Counted {
  readonly doc_count: number;
}
interface CountsResult {
  readonly buckets: readonly Counted[];
}
interface NamedResult extends Counted {
  readonly first?: { readonly hits?: { readonly hits?: readonly SearchHit[] } };
}
type WholeResult = Counted & { readonly kept?: CountsResult };

export function wordCounts(words: readonly PlannedWord[], answer: SearchAnswer | undefined): WordCounts {
  if (answer === undefined) {
    const none = new Uint32Array();
    return { documents: words.map(() => 0), best: 0, first: none, named: { documents: 0, first: none } };
  }
  const counted = answer.aggregations?.['words'] as CountsResult | undefined;
  const whole = answer.aggregations?.['whole'] as WholeResult | undefined;
  const named = answer.aggregations?.['named'] as NamedResult | undefined;
  return {
    documents: words.map((_, i) => {
      const documents = counted?.buckets[i]?.doc_count ?? 0;
      const dropped = whole !== undefined && whole.kept?.buckets[i]?.doc_count === whole.doc_count;
      return dropped && whole.doc_count > 0 ? undefined : documents;
    }),
    best: hitsOf(answer)[0]?._score ?? 0,
    // Products that are named count among the hits, and score nothing where the text is no name.
    first: ordinalsOf(
      hitsOf(answer).filter(({ fields, _score }) => fields !== undefined && (_score ?? 0) > 0),
    ),
    named: {
      documents: named?.doc_count ?? 0,
      first: ordinalsOf(named?.first?.hits?.hits ?? []),
    },
  };
}

function ordinalsOf(hits: readonly SearchHit[]): Uint32Array {
  return Uint32Array.from(hits, ({ fields }) => fields?.['ordinal']?.[0] as number);
}

/** What of an index a plan depends on. */
export interface IndexFacts {
  /** Products. */
  readonly size: number;
  readonly analyser: ServerAnalyser;
  /** What an identifier scores. */
  readonly identifierScore: number;
}

/** Words that the server's analyser drops ask for nothing and are left out. */
export function planOf(
  { words: planned, corrected }: PlannedQuery,
  { documents, best, first }: WordCounts,
  policy: WordsPolicy,
  index: IndexFacts,
  named: Uint32Array | undefined,
): WordsPlan {
  const words = planned.filter((_, i) => documents[i] !== undefined);
  const held = documents.filter((count) => count !== undefined);
  const idfs = held.map((count) => idf(count, index.size));
  const engine: ClusterPlan = {
    words: best === 0 ? [] : queriesOf(words, idfs, policy.fieldWeights, index),
    totalIdf: idfs.reduce((sum, value) => sum + value, 0),
    best,
    shareOfBest: policy.shareOfBest,
    shareOfIdf: policy.shareOfIdf,
  };
  return {
    words: countedWords(words, held),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    ...(named === undefined ? {} : { named }),
    ...(policy.first === undefined ? {} : { first }),
    engine,
  };
}

function queriesOf(
  words: readonly PlannedWord[],
  idfs: readonly number[],
  weights: FieldWeights,
  { analyser, identifierScore }: IndexFacts,
): ClusterPlan['words'] {
  return words.flatMap((word, i) => {
    const query = holdingQuery(word, weights, analyser, identifierScore);
    return query === undefined ? [] : [{ query, idf: idfs[i] ?? 0, identifier: word.identifier }];
  });
}
