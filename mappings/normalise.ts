import { setFractionsApart } from '../base/index.js';

/** Longer texts are cut: no field of a real product comes near, and time stays bounded. UTF-16 code units. */
const MAX_TEXT_LENGTH = 200_000;

const ASCII = /^[\x00-\x7f]*$/;
// NFKC would turn ™ into the letters TM and glue them to the word before.
const MARKS = /[™℠®©]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;
// ´ would become a space and a combining accent, so apostrophes come before NFKC.
const APOSTROPHES = /[‘’‛ʼ´`′]/g;
const DOUBLE_QUOTES = /[“”„″]/g;
const HYPHENS = /[\u2010\u2011\u2212\ufe63\uff0d]/g;
const HAS_LATIN_EXTRA = /[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]/;
// Only after a Latin letter: the breve of й and the dots of ё or が are letters of their own.
const LATIN_ACCENTS = /(?<=\p{Script=Latin})[\u0300-\u036f]+/gu;
const LATIN_LETTERS = /[ßæœøłđðþı]/g;
const LATIN_SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
// Vowel signs and the filler line of Arabic, which most people leave out.
const ARABIC_SIGNS = /[\u0640\u064b-\u0652\u0670]/g;
const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/**
 * One spelling for what readers take as the same: NFKC, lower case, Latin letters without diacritics, plain
 * quotes and hyphens, no invisible characters, no lone surrogates. Idempotent up to the length limit.
 */
export function normaliseText(text: string): string {
  const bounded = text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
  if (ASCII.test(bounded)) return bounded.toLowerCase();
  const bare = bounded
    .replace(LONE_SURROGATES, ' ')
    .replace(APOSTROPHES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(MARKS, ' ')
    .replace(INVISIBLE, '');
  let folded = setFractionsApart(bare)
    .normalize('NFKC')
    .toLowerCase()
    .replace(HYPHENS, '-')
    .replaceAll('\u2044', '/');
  if (HAS_LATIN_EXTRA.test(folded)) {
    folded = folded
      .normalize('NFD')
      .replace(LATIN_ACCENTS, '')
      .normalize('NFC')
      .replace(LATIN_LETTERS, (letter) => LATIN_SPELLED[letter] ?? letter);
  }
  return folded
    .replace(ARABIC_SIGNS, '')
    .replace(ARABIC_DIGITS, (digit) => String((digit.charCodeAt(0) - 0x0660) & 0xf));
}
