import { analyseQuery } from '../../../mappings/index.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { countedWords, plainQuery, tolerantQuery } from '../words/planned-words.js';
import type { Layers } from './layers.js';
import type { Scratch } from './scratch.js';
import { scoreWords } from './word-scorer.js';

/** The scored matches of a query: what `members` needs again. */
export interface EmbeddedPlan {
  /** Places of the members by words, ascending. */
  readonly members: Uint32Array;
  /** Every product that matches a word, ascending, with its BM25. */
  readonly places: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * The words of a query and their matches. A word of which the catalogue holds no form (term, joined form, synonym)
 * is corrected, completed if it is the last one, or split in two; a word that occurs is never touched.
 */
export function planWords(layers: Layers, scratch: Scratch, text: string, policy: WordsPolicy): WordsPlan {
  const typed = analyseQuery(text, policy.lexicon);
  const { words: planned, corrected } = policy.tolerant
    ? tolerantQuery(typed, ({ terms, synonyms }) => layers.holds(terms, synonyms), layers.vocabularies)
    : plainQuery(typed);
  const matches = scoreWords(layers, scratch, planned, policy.fieldWeights);
  const { places, scores, shares, complete, best, documents } = matches;
  const floor = policy.shareOfBest * best;
  const members = places.filter(
    (_, i) =>
      complete[i] === 1 || ((scores[i] as number) >= floor && (shares[i] as number) >= policy.shareOfIdf),
  );
  return {
    words: countedWords(planned, documents),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    engine: { members, places, scores } satisfies EmbeddedPlan,
  };
}
