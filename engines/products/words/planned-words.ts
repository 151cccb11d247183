import {
  identifierKey,
  normaliseText,
  termOf,
  type NamedBy,
  type QueryWord,
} from '../../../mappings/index.js';
import type { WordsPlan } from '../product-index.js';
import { completions, corrections, split } from './tolerance.js';
import type { Vocabularies } from './vocabulary.js';

/** What a match through a correction or a completion counts, as a share of the word's own. */
const CORRECTION_FACTOR = 0.8;
const COMPLETION_FACTOR = 0.6;
const MAX_CORRECTIONS = 3;
const MAX_COMPLETIONS = 8;
/** Words looked up in the vocabulary for one query: each costs a pass over it. */
const MAX_TOLERATED = 4;
/** Alternatives that tolerance adds to a query at most. */
export const MOST_TOLERATED = MAX_TOLERATED * (MAX_CORRECTIONS + MAX_COMPLETIONS);

/** Something that a word of the query may match, with the share of its score that counts. */
export interface Alternative {
  /** A term, or several joined by spaces: a product must hold all of them. */
  readonly term: string;
  readonly factor: number;
}

/** One word of a query as an engine looks for it. */
export interface PlannedWord {
  readonly word: string;
  /** As terms of our own analyser. */
  readonly alternatives: readonly Alternative[];
  /** As they are written: for analysers that are not ours. */
  readonly written: readonly Alternative[];
  /** A product with an identifier of the query is a member whatever else is asked. */
  readonly identifier: boolean;
  /** Keys of identifiers: a product that has one of them holds the word. */
  readonly identifiers: readonly string[];
  readonly standsFor?: readonly string[];
  /** The texts among `written` that stand for it without being a form of it. */
  readonly synonyms?: readonly string[];
}

export interface PlannedQuery {
  readonly words: readonly PlannedWord[];
  /** Absent: nothing was corrected. */
  readonly corrected?: { readonly from: string; readonly to: string };
}

/** What a plan says of its words: how many products hold each, and what stands for a corrected one. */
export function countedWords(
  words: readonly PlannedWord[],
  documents: readonly number[],
): WordsPlan['words'] {
  return words.map(({ word, standsFor, synonyms }, i) => ({
    word,
    documents: documents[i] ?? 0,
    ...(standsFor === undefined ? {} : { standsFor }),
    ...(synonyms === undefined ? {} : { synonyms }),
  }));
}

/** The words of a query as they are typed. */
export function plainQuery(typed: readonly QueryWord[]): PlannedQuery {
  return { words: typed.map(asTyped) };
}

/**
 * The words of a query where some are unknown: a word of which the catalogue holds no form (term, joined form, synonym)
 * is corrected, completed if it is the last one, or split in two; a word that occurs is never touched. An unknown word that
 * is not wanted (`unwanted`) asks for nothing: no text holds it, and what is spelled nearly so is something else.
 */
export function tolerantQuery(
  typed: readonly QueryWord[],
  known: (word: QueryWord, index: number) => boolean,
  vocabularies: Vocabularies,
  unwanted: readonly string[] = [],
): PlannedQuery {
  const away = new Set(unwanted.map(normaliseText));
  const words: PlannedWord[] = [];
  const replaced = new Map<string, string>();
  let tolerated = 0;
  typed.forEach((word, i) => {
    if (tolerated >= MAX_TOLERATED || known(word, i)) {
      words.push(asTyped(word));
      return;
    }
    if (away.has(word.typed)) return;
    tolerated++;
    words.push(...tolerate(vocabularies, word, i === typed.length - 1, replaced));
  });
  return replaced.size === 0 ? { words } : { words, corrected: correctedText(typed, replaced) };
}

/** Identifiers that what is typed may become: as many as are shown. */
export const MOST_BEGINNINGS = 8;
/** Fewer characters begin too many. */
const SHORTEST_BEGINNING = 4;

/** Whether a text may be the beginning of an identifier: what holds no digit is the beginning of a word. */
export function mayBegin({ key }: NamedBy): boolean {
  return key.length >= SHORTEST_BEGINNING && /\d/.test(key);
}

/**
 * The query where its whole text is an identifier that products have: they hold each of its words, and so all of them.
 * Nothing is corrected then: what names a product is no slip.
 */
export function namedQuery({ words }: PlannedQuery, keys: readonly string[]): PlannedQuery {
  return {
    words: words.map((word) => ({ ...word, identifiers: [...new Set([...word.identifiers, ...keys])] })),
  };
}

/** The key of a word that looks like an identifier: as part of a text it is one, or is not looked for as one. */
function keysOf({ typed, identifier }: QueryWord): string[] {
  const key = identifier ? identifierKey(typed) : undefined;
  return key === undefined ? [] : [key];
}

function asTyped(word: QueryWord): PlannedWord {
  const { typed, source, terms, synonyms, identifier } = word;
  const identifiers = keysOf(word);
  const alternatives = terms.map((term): Alternative => ({ term, factor: 1 }));
  const written = [...new Set([source, typed])].map((term): Alternative => ({ term, factor: 1 }));
  if (synonyms === undefined) return { word: typed, identifier, identifiers, alternatives, written };
  return {
    word: typed,
    identifier,
    identifiers,
    // A word's own forms come first: a synonym that is one of them takes nothing from it.
    alternatives: firstOfEach([...alternatives, ...synonyms]),
    written: firstOfEach([...written, ...synonyms.map(({ written: term, factor }) => ({ term, factor }))]),
    synonyms: synonyms.map(({ written: text }) => text),
  };
}

function tolerate(
  vocabularies: Vocabularies,
  word: QueryWord,
  last: boolean,
  replaced: Map<string, string>,
): PlannedWord[] {
  const { typed, identifier } = word;
  const corrected = corrections(vocabularies, typed, MAX_CORRECTIONS).map((found) => found.word);
  const completed =
    last && !identifier ? completions(vocabularies, typed, MAX_COMPLETIONS).map((found) => found.word) : [];
  const [first] = corrected;
  if (first === undefined && completed.length === 0) {
    const parts = split(vocabularies, typed);
    if (parts === undefined) return [asTyped(word)];
    replaced.set(typed, parts.join(' '));
    return parts.map((part) => ({
      word: part,
      identifier: false,
      identifiers: [],
      alternatives: [{ term: termOf(part), factor: CORRECTION_FACTOR }],
      written: [{ term: part, factor: CORRECTION_FACTOR }],
    }));
  }
  // A word still being typed is no mistake: it says what it stands for, the answer does not claim a correction.
  if (first !== undefined && completed.length === 0) replaced.set(typed, first);
  const written = [
    ...corrected.map((term): Alternative => ({ term, factor: CORRECTION_FACTOR })),
    ...completed.map((term): Alternative => ({ term, factor: COMPLETION_FACTOR })),
  ];
  return [
    {
      word: typed,
      identifier,
      identifiers: [],
      standsFor: [...new Set([...corrected, ...completed])],
      alternatives: firstOfEach(written.map(({ term, factor }) => ({ term: termOf(term), factor }))),
      written: firstOfEach(written),
    },
  ];
}

function firstOfEach(alternatives: readonly Alternative[]): Alternative[] {
  const found = new Map<string, Alternative>();
  for (const { term, factor } of alternatives) if (!found.has(term)) found.set(term, { term, factor });
  return [...found.values()];
}

function correctedText(words: readonly QueryWord[], replaced: ReadonlyMap<string, string>) {
  return {
    from: words.map(({ typed }) => typed).join(' '),
    to: words.map(({ typed }) => replaced.get(typed) ?? typed).join(' '),
  };
}
