import { GLUED_UNITS, STOP_WORDS, UNITS } from './lexicon.js';
import { stem } from './stem.js';

/** Longer terms are cut: they are encodings or addresses, nobody types them. UTF-16 code units. */
const MAX_TERM_LENGTH = 64;
/** A word of this length before a number may be the name of a series (`iphone 12`). Characters. */
const MAX_SERIES_LENGTH = 12;
/** Texts repeat their words: what one says is found once. Words, then it starts anew. */
const CACHE_SIZE = 100_000;

const HAS_DIGIT = /\d/;
const NUMBER = /^\d[\d./]*$/;
const NUMBER_WITH_UNIT = /^(\d[\d./]*)([a-z]+)$/;
const LETTERS = /^\p{L}+$/u;
const MIXED = /^(?=.*\d)(?=.*\p{L})/u;
const SURFACE = /^\p{L}{3,32}$/u;

/** What one normalised word says, wherever it stands. */
export interface WordFacts {
  readonly word: string;
  /** Index terms: one, or those of a number with its unit (`12oz` → 12oz, 12, oz). */
  readonly terms: readonly string[];
  readonly number: boolean;
  readonly hasDigit: boolean;
  readonly letters: boolean;
  /** May be the name of a series when a number follows. */
  readonly series: boolean;
  /** What a query's word may be corrected or completed to. */
  readonly surface: string | undefined;
}

const cache = new Map<string, WordFacts>();

export function factsOf(word: string): WordFacts {
  const known = cache.get(word);
  if (known !== undefined) return known;
  if (word.length > MAX_TERM_LENGTH) return findFacts(word);
  if (cache.size >= CACHE_SIZE) cache.clear();
  // A copy of its own: a slice would keep the whole text it was cut from.
  const facts = findFacts(JSON.parse(JSON.stringify(word)) as string);
  cache.set(facts.word, facts);
  return facts;
}

function findFacts(word: string): WordFacts {
  const hasDigit = HAS_DIGIT.test(word);
  const letters = LETTERS.test(word);
  const amount = hasDigit ? splitMeasure(word) : undefined;
  return {
    word,
    terms: amount === undefined ? [termOf(word)] : [amount.term, amount.number, termOf(amount.unit)],
    number: NUMBER.test(word),
    hasDigit,
    letters,
    series: word.length <= MAX_SERIES_LENGTH && (MIXED.test(word) || (letters && !STOP_WORDS.has(word))),
    surface: surfaceOf(word),
  };
}

/** The word as a query's word may be corrected or completed to it; undefined for anything but 3 to 32 letters. */
export function surfaceOf(word: string): string | undefined {
  const clipped = clip(word);
  return SURFACE.test(clipped) ? clipped : undefined;
}

/** The index term of one normalised word. */
export function termOf(word: string): string {
  return stem(clip(word));
}

export function clip(word: string): string {
  return word.length > MAX_TERM_LENGTH ? word.slice(0, MAX_TERM_LENGTH) : word;
}

/** `12oz` of a number and a unit in any spelling, undefined when it is something else. */
export function measure(number: string, unit: string, glued = false): string | undefined {
  return NUMBER.test(number) ? joinUnit(number, unit, glued) : undefined;
}

/** The same for what is known to be a number. */
export function joinUnit(number: string, unit: string, glued = false): string | undefined {
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
