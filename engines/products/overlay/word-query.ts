import {
  analyseQuery,
  identifierKey,
  EMPTY_LEXICON,
  synonymsOf,
  type FieldWeights,
  type QueryLexicon,
} from '../../../mappings/index.js';
import type { Alternative } from '../words/planned-words.js';
import { CLAUSES } from '../cluster/clauses.js';
import type { FieldTable } from './field-table.js';

/** Words of a query at most, and characters of each: more adds time, no meaning. */
const MAX_WORDS = 64;
const MAX_WORD = 256;
/** Clauses that are left for products found by identifiers: one for a word. */
export const FOR_IDENTIFIERS = 32;
/** What an analyser makes a term of at its finest: characters of scripts without spaces, runs of letters, of digits. */
const PART =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]|[\p{L}\p{M}]+|\p{N}+/gu;

export interface QueryWord {
  /** As typed: the index's own analysers take it apart. */
  readonly word: string;
  readonly identifier: boolean;
  /** Key of the identifier that it looks like. */
  readonly identifiers: readonly string[];
  /** Ids of products that hold it by an identifier. */
  readonly holders: readonly string[];
  /** Texts that stand for it. */
  readonly synonyms: readonly Alternative[];
}

/**
 * The words of a query, each once, as they stand between spaces; as many as a server takes ({@link CLAUSES}) in the
 * fields that are searched. Past it identifiers stay and first words, whatever is asked with them: what is cut is not
 * searched at all, as if it had not been typed. Of one word that is too long by itself the beginning stays.
 */
export function wordsOf(
  text: string,
  weights: FieldWeights,
  table: Pick<FieldTable, 'text'>,
  lexicon: QueryLexicon = EMPTY_LEXICON,
): readonly QueryWord[] {
  const words = typedWords(text, lexicon);
  let room = Math.floor((CLAUSES - FOR_IDENTIFIERS) / Math.max(1, weightedFields(weights, table).length));
  const kept = new Map<QueryWord, QueryWord>();
  for (const word of [...words.filter(({ identifier }) => identifier), ...words]) {
    if (kept.has(word)) continue;
    const parts = partsOf(word.word);
    const needs = Math.max(1, parts.length);
    if (needs <= room) kept.set(word, word);
    else if (kept.size > 0 || room === 0) break;
    else kept.set(word, { ...word, word: word.word.slice(0, parts[room]?.index) });
    room -= Math.min(room, needs);
  }
  return words.flatMap((word) => {
    const found = kept.get(word);
    if (found === undefined) return [];
    const synonyms = found.synonyms.filter(({ term }) => {
      const needs = partsOf(term).length;
      if (needs > room) return false;
      room -= needs;
      return true;
    });
    return [{ ...found, synonyms }];
  });
}

/** What an analyser makes a term of at its finest. */
export function partsOf(text: string) {
  return [...text.matchAll(PART)];
}

function typedWords(text: string, lexicon: QueryLexicon): QueryWord[] {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  const words = clean === '' ? [] : clean.split(/\s+/u).map((word) => word.slice(0, MAX_WORD));
  const typed = [...new Set(words)].slice(0, MAX_WORDS).map((word) => {
    const [first, ...others] = analyseQuery(word);
    // Several terms of one written word take no part in a phrase.
    const only = others.length === 0 ? first : undefined;
    return { word, only, stop: only !== undefined && lexicon.stopWords.has(only.typed) };
  });
  const content = typed.filter(({ stop }) => !stop);
  const asked = content.length > 0 ? content : typed;
  const synonyms = synonymsOf(
    asked.map(({ only }) => only?.terms[0] ?? ''),
    lexicon,
  );
  return asked.map(({ word, only }, i) => ({
    word,
    identifier: only?.identifier === true,
    identifiers: only?.identifier === true ? [identifierKey(word) ?? []].flat() : [],
    holders: [],
    // A measure spelled apart among them: what the shop's analyser makes of one word is its own.
    synonyms: [...(synonyms[i] ?? []), ...(only?.synonyms ?? [])].map(({ written, factor }) => ({
      term: written,
      factor,
    })),
  }));
}

/**
 * Finds and scores the products that hold a word, over the weighted fields taken together. `whenNothing`: what it finds
 * where the analysers leave nothing of it. Undefined: no field has a weight, nothing can match.
 */
export function wordQuery(
  { word, synonyms }: Pick<QueryWord, 'word' | 'synonyms'>,
  weights: FieldWeights,
  table: Pick<FieldTable, 'text'>,
  whenNothing: 'none' | 'all' = 'none',
): object | undefined {
  const fields = weightedFields(weights, table);
  if (fields.length === 0) return undefined;
  const queries = [{ term: word, factor: 1 }, ...synonyms].map(({ term, factor }) => {
    // The scores of several terms add up: together they count as one word.
    const boost = factor === 1 ? 1 : factor / term.split(' ').length;
    return {
      multi_match: {
        query: term,
        // Fields of a shop have analysers of their own each: combined_fields would refuse them.
        type: 'cross_fields',
        operator: 'and',
        zero_terms_query: whenNothing,
        fields,
        ...(boost === 1 ? {} : { boost }),
      },
    };
  });
  return queries.length === 1 ? queries[0] : { dis_max: { queries } };
}

function weightedFields(weights: FieldWeights, { text }: Pick<FieldTable, 'text'>): string[] {
  return [...text].flatMap(([field, paths]) =>
    weights[field] > 0 ? paths.map((path) => `${path}^${weights[field]}`) : [],
  );
}
