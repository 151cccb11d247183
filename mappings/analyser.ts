import { GLUED_UNITS, STOP_WORDS, UNITS } from './lexicon.js';
import { normaliseText } from './normalise.js';
import { scan, type Token } from './scan.js';
import { stem } from './stem.js';

/** Longer terms are cut: they are encodings or addresses, nobody types them. Code units. */
const MAX_TERM_LENGTH = 64;
/** A compound of more parts gives its parts alone. */
export const MAX_PARTS = 6;
/** A word of this length before a number may be the name of a series (`iphone 12`). Characters. */
const MAX_SERIES_LENGTH = 12;

const HAS_DIGIT = /\d/;
const NUMBER = /^\d[\d./]*$/;
const NUMBER_WITH_UNIT = /^(\d[\d./]*)([a-z]+)$/;
const LETTERS = /^\p{L}+$/u;
const MIXED = /^(?=.*\d)(?=.*\p{L})/u;

/**
 * The index terms of a field of a document, in order, duplicates kept. Words are normalised and stemmed.
 * A compound gives its joined form and its parts (`t-shirt` → tshirt, t, shirt); a number with its unit gives
 * both and their joined form (`12 ounces` → 12, ounc, 12oz); scripts without spaces give characters and pairs.
 */
export function analyse(text: string): string[] {
  const terms: string[] = [];
  const tokens = scan(normaliseText(text));
  let previous: Token | undefined;
  for (const token of tokens) {
    if (token.kind === 'word') {
      addWord(token, terms);
      if (token.adjacent && previous?.kind === 'word') addJoined(previous.joined, token.joined, terms);
    } else if (token.kind === 'run') {
      addRun(token.joined, terms);
    }
    previous = token;
  }
  return terms.length > 0 ? terms : emojiTerms(tokens);
}

/** The words of a text, normalised and unstemmed: for completion and correction. */
export function surfaceWords(text: string): string[] {
  return scan(normaliseText(text)).flatMap((token) => {
    if (token.kind === 'emoji') return [];
    const parts = token.parts;
    return parts === undefined || parts.some((part) => part.length < 2)
      ? [clip(token.joined)]
      : parts.map(clip);
  });
}

/** The index term of one normalised word. */
export function termOf(word: string): string {
  return stem(clip(word));
}

/** Terms of emoji that stand alone in a text; beside words they say nothing. */
export function emojiTerms(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'emoji' ? [clip(token.joined)] : []));
}

/** `12oz` of a number and a unit in any spelling, undefined when it is something else. */
export function measure(number: string, unit: string, glued = false): string | undefined {
  if (!NUMBER.test(number)) return undefined;
  const canonical = UNITS.get(unit) ?? (glued ? GLUED_UNITS.get(unit) : undefined);
  return canonical === undefined ? undefined : number + canonical;
}

/** Number and unit of a word like `12oz`, undefined when it is something else. */
export function splitMeasure(word: string): { number: string; unit: string; term: string } | undefined {
  const [, number, unit] = NUMBER_WITH_UNIT.exec(word) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  const term = measure(number, unit, true);
  return term === undefined ? undefined : { number, unit, term };
}

/** The pairs of a run of a script without spaces, by code point; the character itself for a run of one. */
export function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, i) => (characters[i] ?? '') + character);
}

function addWord(token: Token, terms: string[]): void {
  const { joined, parts } = token;
  if (parts === undefined) {
    addPart(joined, terms);
    return;
  }
  const [first, second] = parts;
  const amount = parts.length === 2 ? measure(first ?? '', second ?? '') : undefined;
  if (amount !== undefined) terms.push(amount);
  else if (parts.length <= MAX_PARTS) terms.push(termOf(joined));
  for (const part of parts) addPart(part, terms);
}

function addPart(word: string, terms: string[]): void {
  const amount = HAS_DIGIT.test(word) ? splitMeasure(word) : undefined;
  if (amount === undefined) terms.push(termOf(word));
  else terms.push(amount.term, amount.number, termOf(amount.unit));
}

/** Forms that people write with and without a space: `12 oz`, `t shirt`, `wh 1000xm4`. */
function addJoined(left: string, right: string, terms: string[]): void {
  const amount = measure(left, right);
  if (amount !== undefined) terms.push(amount);
  else if (left.length === 1) {
    if (left !== 'a' && left !== 'i' && LETTERS.test(left) && LETTERS.test(right))
      terms.push(termOf(left + right));
  } else if (HAS_DIGIT.test(right) && isSeries(left)) {
    terms.push(termOf(left + right));
  }
}

function isSeries(word: string): boolean {
  if (word.length > MAX_SERIES_LENGTH) return false;
  return MIXED.test(word) || (LETTERS.test(word) && !STOP_WORDS.has(word));
}

function addRun(run: string, terms: string[]): void {
  let before = '';
  for (const character of run) {
    if (before !== '') terms.push(before + character);
    terms.push(character);
    before = character;
  }
}

function clip(word: string): string {
  return word.length > MAX_TERM_LENGTH ? word.slice(0, MAX_TERM_LENGTH) : word;
}
