import { isIdentifier } from './identifier.js';

/** What kind of query it is: a ranking profile may weigh each differently. The strings are those of the profiles. */
export type QueryClass = 'identifier' | 'brand' | 'category' | 'long' | 'nonLatin' | 'general';

/** What the catalogue knows by name. Each is asked with the whole normalised text; folding case is its own affair. */
export interface KnownNames {
  brands(text: string): boolean;
  categories(text: string): boolean;
}

/** From here on a query reads as a sentence rather than as keywords. Words. */
const LONG = 6;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu;
const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/u;

/** The class of a normalised text: the most telling one that applies. Without `known` none is a brand or a category. */
export function queryClass(text: string, known?: KnownNames): QueryClass {
  if (isIdentifier(text)) return 'identifier';
  if (text !== '' && known?.brands(text) === true) return 'brand';
  if (text !== '' && known?.categories(text) === true) return 'category';
  const letters = text.match(LETTER) ?? [];
  const latin = letters.filter((letter) => LATIN.test(letter)).length;
  if (latin < letters.length / 2) return 'nonLatin';
  return (text.match(WORD) ?? []).length >= LONG ? 'long' : 'general';
}
