import { analyseQuery, type FieldWeights } from '../../../mappings/index.js';
import { CLAUSES } from '../cluster/clauses.js';
import type { FieldTable } from './field-table.js';

/** Words of a query at most, and characters of each: more adds time, no meaning. */
const MAX_WORDS = 64;
const MAX_WORD = 256;
/** What an analyser makes a term of at its finest: characters of scripts without spaces, runs of letters, of digits. */
const PART =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]|[\p{L}\p{M}]+|\p{N}+/gu;

export interface QueryWord {
  /** As typed: the index's own analysers take it apart. */
  readonly word: string;
  readonly identifier: boolean;
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
): readonly QueryWord[] {
  const words = typedWords(text);
  let room = Math.floor(CLAUSES / Math.max(1, weightedFields(weights, table).length));
  const kept = new Map<QueryWord, QueryWord>();
  for (const word of [...words.filter(({ identifier }) => identifier), ...words]) {
    if (kept.has(word)) continue;
    const parts = [...word.word.matchAll(PART)];
    const needs = Math.max(1, parts.length);
    if (needs <= room) kept.set(word, word);
    else if (kept.size > 0 || room === 0) break;
    else kept.set(word, { ...word, word: word.word.slice(0, parts[room]?.index) });
    room -= Math.min(room, needs);
  }
  return words.flatMap((word) => kept.get(word) ?? []);
}

function typedWords(text: string): QueryWord[] {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  const words = clean === '' ? [] : clean.split(/\s+/u).map((word) => word.slice(0, MAX_WORD));
  return [...new Set(words)].slice(0, MAX_WORDS).map((word) => {
    const [first, ...others] = analyseQuery(word);
    return { word, identifier: others.length === 0 && first?.identifier === true };
  });
}

/**
 * Finds and scores the products that hold a word, over the weighted fields taken together. `whenNothing`: what it finds
 * where the analysers leave nothing of it. Undefined: no field has a weight, nothing can match.
 */
export function wordQuery(
  word: string,
  weights: FieldWeights,
  table: Pick<FieldTable, 'text'>,
  whenNothing: 'none' | 'all' = 'none',
): object | undefined {
  const fields = weightedFields(weights, table);
  if (fields.length === 0) return undefined;
  return {
    multi_match: {
      query: word,
      // Fields of a shop have analysers of their own each: combined_fields would refuse them.
      type: 'cross_fields',
      operator: 'and',
      zero_terms_query: whenNothing,
      fields,
    },
  };
}

function weightedFields(weights: FieldWeights, { text }: Pick<FieldTable, 'text'>): string[] {
  return [...text].flatMap(([field, paths]) =>
    weights[field] > 0 ? paths.map((path) => `${path}^${weights[field]}`) : [],
  );
}
