import { setFractionsApart } from '../base/index.js';

// NFKC would turn ™ into the letters TM and glue them to the word before.
const MARKS = /[™℠®©]/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;
// Everything invisible but the joiners, which shape emoji and Persian or Indic words.
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const CONTROLS = /(?!\s)\p{Cc}/gu;
const SPACES = /\s+/gu;

/**
 * The text as asked for, in one spelling: NFKC, no control or invisible characters, no lone surrogates, single spaces,
 * trimmed. Case and accents stay: an encoder may read them, and the analyser of the words folds them itself.
 */
export function normaliseQuery(text: string): string {
  return setFractionsApart(text)
    .replace(LONE_SURROGATES, '')
    .replace(MARKS, ' ')
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(CONTROLS, '')
    .replace(SPACES, ' ')
    .trim();
}
