import { normaliseText } from './normalise.js';
import { termOf } from './word-facts.js';

/** Where a title stops to name its product and begins to tell of it: a mark, or a word that leads on. */
const ENDS =
  /[,;:|([–—•]| - |(?<![\p{L}\p{N}])(?:by|for|from|in|no|not|of|on|to|w\/|with|without)(?![\p{L}\p{N}])/u;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const LETTERS = /^\p{L}[\p{L}\p{M}]+$/u;

/**
 * What a title or a query names first, as index terms in order: `Nike Running Shoes for Men, black` → nike, run, shoe.
 * The last one is its head. Words with digits and single letters are left out.
 */
export function headPhrase(text: string): string[] {
  const normalised = normaliseText(text);
  const end = normalised.search(ENDS);
  const named = end < 0 ? normalised : normalised.slice(0, end);
  return (named.match(WORDS) ?? []).filter((word) => LETTERS.test(word)).map(termOf);
}
