import { inSlices } from '../base/index.js';
import { analyseQuery } from './query-words.js';
import { EMPTY_LEXICON, type QueryLexicon, type SynonymPhrase, type SynonymTerm } from './query-lexicon.js';
import { normaliseText } from './normalise.js';

/** `from` may be matched by each of `to`; a two-way group is one of these for each of its members. */
export interface SynonymRule {
  readonly from: string;
  readonly to: readonly string[];
  /** What a match through it counts, above 0 up to 1. */
  readonly factor: number;
}

/** The main terms of a text in order, stop words left out where others remain; empty for a text without words. */
export function mainTerms(text: string): string[] {
  return analyseQuery(text).map(({ terms }) => terms[0] ?? '');
}

/** Rules that are compiled at once: of twenty texts each a few milliseconds. */
const SLICE = 50;

/**
 * Stop words and synonyms as queries use them, made in slices. Of two rules that let the same text stand in, the greater
 * factor counts.
 */
export async function compileLexicon(
  stopWords: readonly string[],
  synonyms: readonly SynonymRule[],
): Promise<QueryLexicon> {
  if (stopWords.length === 0 && synonyms.length === 0) return EMPTY_LEXICON;
  const known = new Map<string, readonly string[]>();
  const termsOf = (text: string): readonly string[] => {
    const terms = known.get(text) ?? mainTerms(text);
    known.set(text, terms);
    return terms;
  };
  const phrases = new Map<string, { terms: readonly string[]; standIns: Map<string, SynonymTerm> }>();
  await inSlices(synonyms, SLICE, ({ from, to, factor }) => {
    const terms = termsOf(from);
    const key = terms.join(' ');
    const phrase = phrases.get(key) ?? { terms, standIns: new Map<string, SynonymTerm>() };
    phrases.set(key, phrase);
    for (const text of to) {
      const term = termsOf(text).join(' ');
      if (term === key || factor <= (phrase.standIns.get(term)?.factor ?? 0)) continue;
      phrase.standIns.set(term, { term, written: normaliseText(text), factor });
    }
  });
  const byFirst = new Map<string, SynonymPhrase[]>();
  for (const { terms, standIns } of phrases.values()) {
    const [first = ''] = terms;
    const found = byFirst.get(first) ?? [];
    found.push({ terms, standIns: [...standIns.values()] });
    byFirst.set(first, found);
  }
  for (const found of byFirst.values()) found.sort((a, b) => b.terms.length - a.terms.length);
  return { stopWords: new Set(stopWords.map((word) => normaliseText(word).trim())), synonyms: byFirst };
}
