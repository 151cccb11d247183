import { analyseQuery, termOf, type QueryWord } from '../../../mappings/index.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import type { Segment } from './segment.js';
import { completions, corrections, split } from './tolerance.js';
import type { Alternative, ScoredWord, WordScorer } from './word-scorer.js';

/** What a match through a correction or a completion counts, as a share of the word's own. */
const CORRECTION_FACTOR = 0.8;
const COMPLETION_FACTOR = 0.6;
const MAX_CORRECTIONS = 3;
const MAX_COMPLETIONS = 8;
/** Words looked up in the vocabulary for one query: each costs a pass over it. */
const MAX_TOLERATED = 4;

/** The scored matches of a query: what `members` needs again. */
export interface EmbeddedPlan {
  /** Word members, ascending. */
  readonly members: Uint32Array;
  /** Every product that matches a word, ascending, with its BM25. */
  readonly ordinals: Uint32Array;
  readonly scores: Float32Array;
}

interface PlannedWord extends ScoredWord {
  readonly word: string;
  readonly standsFor?: readonly string[];
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
  const typed = analyseQuery(text);
  const planned: PlannedWord[] = [];
  const replaced = new Map<string, string>();
  let tolerated = 0;
  typed.forEach((word, i) => {
    if (!policy.tolerant || tolerated >= MAX_TOLERATED || scorer.known(word.terms)) {
      planned.push(asTyped(word));
      return;
    }
    tolerated++;
    planned.push(...tolerate(segment, word, i === typed.length - 1, replaced));
  });
  const matches = scorer.score(planned, policy.fieldWeights);
  const { ordinals, scores, shares, complete, best, documents } = matches;
  const floor = policy.shareOfBest * best;
  const members = ordinals.filter(
    (_, i) =>
      complete[i] === 1 || ((scores[i] as number) >= floor && (shares[i] as number) >= policy.shareOfIdf),
  );
  const corrected = replaced.size === 0 ? undefined : correctedText(typed, replaced);
  return {
    words: planned.map(({ word, standsFor }, i) => ({
      word,
      documents: documents[i] ?? 0,
      ...(standsFor === undefined ? {} : { standsFor }),
    })),
    best,
    ...(corrected === undefined ? {} : { corrected }),
    engine: { members, ordinals, scores } satisfies EmbeddedPlan,
  };
}

function asTyped({ typed, terms, identifier }: QueryWord): PlannedWord {
  return { word: typed, identifier, alternatives: terms.map((term) => ({ term, factor: 1 })) };
}

function tolerate(
  segment: Segment,
  word: QueryWord,
  last: boolean,
  replaced: Map<string, string>,
): PlannedWord[] {
  const { typed, identifier } = word;
  const corrected = corrections(segment, typed, MAX_CORRECTIONS).map((found) => found.word);
  const completed =
    last && !identifier ? completions(segment, typed, MAX_COMPLETIONS).map((found) => found.word) : [];
  const [first] = corrected;
  if (first === undefined && completed.length === 0) {
    const parts = split(segment, typed);
    if (parts === undefined) return [asTyped(word)];
    replaced.set(typed, parts.join(' '));
    return parts.map((part) => ({
      word: part,
      identifier: false,
      alternatives: [{ term: termOf(part), factor: CORRECTION_FACTOR }],
    }));
  }
  // A word still being typed is no mistake: it says what it stands for, the answer does not claim a correction.
  if (first !== undefined && completed.length === 0) replaced.set(typed, first);
  const alternatives = new Map<string, number>();
  for (const other of corrected) alternatives.set(termOf(other), CORRECTION_FACTOR);
  for (const other of completed) {
    const term = termOf(other);
    if (!alternatives.has(term)) alternatives.set(term, COMPLETION_FACTOR);
  }
  return [
    {
      word: typed,
      identifier,
      standsFor: [...new Set([...corrected, ...completed])],
      alternatives: [...alternatives].map(([term, factor]): Alternative => ({ term, factor })),
    },
  ];
}

function correctedText(words: readonly QueryWord[], replaced: ReadonlyMap<string, string>) {
  return {
    from: words.map(({ typed }) => typed).join(' '),
    to: words.map(({ typed }) => replaced.get(typed) ?? typed).join(' '),
  };
}
