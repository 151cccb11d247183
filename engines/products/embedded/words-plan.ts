import { analyseQuery } from '../../../mappings/index.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import type { Segment } from './segment.js';
import { countedWords, plainQuery, tolerantQuery } from '../words/planned-words.js';
import type { WordScorer } from './word-scorer.js';

/** The scored matches of a query: what `members` needs again. */
export interface EmbeddedPlan {
  /** Word members, ascending. */
  readonly members: Uint32Array;
  /** Every product that matches a word, ascending, with its BM25. */
  readonly ordinals: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * The words of a query and their matches. A word of which the catalogue holds no form (term, joined form, synonym)
 * is corrected, completed if it is the last one, or split in two; a word that occurs is never touched.
 */
export function planWords(
  segment: Segment,
  scorer: WordScorer,
  text: string,
  policy: WordsPolicy,
): WordsPlan {
  const typed = analyseQuery(text, policy.lexicon);
  const { words: planned, corrected } = policy.tolerant
    ? tolerantQuery(typed, ({ terms, synonyms }) => scorer.known(terms, synonyms), segment)
    : plainQuery(typed);
  const matches = scorer.score(planned, policy.fieldWeights);
  const { ordinals, scores, shares, complete, best, documents } = matches;
  const floor = policy.shareOfBest * best;
  const members = ordinals.filter(
    (_, i) =>
      complete[i] === 1 || ((scores[i] as number) >= floor && (shares[i] as number) >= policy.shareOfIdf),
  );
  return {
    words: countedWords(planned, documents),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    engine: { members, ordinals, scores } satisfies EmbeddedPlan,
  };
}
