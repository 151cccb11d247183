import { namedBy } from '../../../mappings/index.js';
import type { WordsPolicy } from '../product-index.js';
import type { IdentifierTable } from '../words/identifier-table.js';
import { mayBegin, MOST_BEGINNINGS } from '../words/planned-words.js';
import type { QueryWord } from './word-query.js';

/** More products share no identifier: those of one group. */
const MOST_HOLDERS = 10_000;

/** Products that the whole text names, by the generation's table. Empty: none. */
export interface NamedProducts {
  readonly ordinals: readonly number[];
  /** It has the shape of an identifier: otherwise it names where no text holds a word of it. */
  readonly certain: boolean;
  /** The text is the whole identifier, and no beginning of one. */
  readonly whole: boolean;
}

/** What a text names as a whole; a beginning where the policy says that it may be unfinished. */
export function namedProducts(
  text: string,
  table: IdentifierTable,
  { unfinished }: WordsPolicy,
): NamedProducts {
  const by = namedBy(text);
  if (by === undefined) return { ordinals: [], certain: false, whole: true };
  const whole = table.find(by.key);
  if (whole.length > 0 || unfinished !== true || !mayBegin(by)) {
    return { ordinals: [...whole.subarray(0, MOST_HOLDERS)], certain: by.certain, whole: true };
  }
  const keys: string[] = [];
  for (const key of table.beginning(by.key)) if (keys.push(key) === MOST_BEGINNINGS) break;
  return { ordinals: holders(keys, table), certain: false, whole: false };
}

/** The words with the ids of the products that have an identifier which is the word. */
export function withHolders(
  words: readonly QueryWord[],
  table: IdentifierTable,
  idOf: (ordinal: number) => string,
): QueryWord[] {
  return words.map((word) => heldBy(word, holders(word.identifiers, table).map(idOf)));
}

/** The word with further products that have it. */
export function heldBy(word: QueryWord, ids: readonly string[]): QueryWord {
  return ids.length === 0 ? word : { ...word, holders: [...new Set([...word.holders, ...ids])] };
}

function holders(keys: readonly string[], table: IdentifierTable): number[] {
  return keys.flatMap((key) => [...table.find(key).subarray(0, MOST_HOLDERS)]);
}
