/** Something that a query says its products should be without. */
export interface Negation {
  /** What is wanted: the text without it. */
  readonly text: string;
  /** What is not, as it was typed. */
  readonly words: readonly string[];
  /** The phrase as it was typed. */
  readonly part: string;
}

const WORD = /[^\s,;:()]+/gu;
/** "no" and "not" say it behind a word of their own: `is not` is a sentence, `no 5` a name. */
const CLEAR = new Set(['without', 'w/o', 'minus', 'excluding', 'except']);
const SHORT = new Set(['no', 'not']);
const ARTICLES = new Set(['a', 'an', 'any', 'the']);
/** What may stand between the wanted and "no". */
const JOINTS = new Set(['with', 'but', 'and']);
const VERBS = new Set(
  'am are be been can could did do does had has have i if is must or should was were why will would you'.split(
    ' ',
  ),
);
/** What is negated ends before these. */
const ENDS = new Set(
  'and at but by for from in nor of on or over that to under which with without'.split(' '),
);
/** Behind "no" and "not" these negate nothing that a product could have. */
const IDIOMS = new Set('enough just more less longer matter one only so too very'.split(' '));
/** Words that are negated at most: `without led lamp`. What follows is more often wanted again. */
const MOST_WORDS = 2;
/** Behind a negated word these are wanted again already: `without laces men`, `no sleeves black size 8`. */
const WANTED_AGAIN = new Set(
  (
    'men mens women womens woman man girls boys kids toddler baby adults unisex size pack set count inch ' +
    'black white red blue green pink brown gray grey purple yellow orange beige silver gold navy'
  ).split(' '),
);
/** Between things that are negated together: `without sulfates or parabens`. */
const OR = new Set(['or', 'nor']);
/** What is negated together at most. */
const MOST_THINGS = 4;
const APOSTROPHES = /['’]/g;
const HAS_LETTER = /\p{L}/u;
const HAS_DIGIT = /\p{Nd}/u;

interface Place {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The first negation of a normalised text that leaves something to search for: `wine glasses without stem`,
 * `fan no light`. Undefined where there is none. Linear in the text.
 */
export function readNegation(text: string): Negation | undefined {
  const places = placesOf(text);
  for (let at = 0; at < places.length; at++) {
    const from = startsAt(places, at);
    if (from === undefined) continue;
    let first = at + 1;
    if (ARTICLES.has(places[first]?.word ?? '')) first++;
    const words = negatedTogether(text, places, first);
    const end = words.at(-1)?.end;
    if (end === undefined) continue;
    const start = places[from]?.start ?? 0;
    const left = `${text.slice(0, start)} ${text.slice(end)}`
      .replace(/\s+/gu, ' ')
      .replace(/ (?=[,;:])|^ | $/gu, '');
    if (!HAS_LETTER.test(left)) continue;
    return {
      text: left.replace(/^[\s,;:]+|[\s,;:]+$/gu, ''),
      words: words.map(({ start: begins, end: ends }) => text.slice(begins, ends)),
      part: text.slice(start, end),
    };
  }
  return undefined;
}

function placesOf(text: string): Place[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    word: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));
}

/** Where the phrase of a negating word begins; undefined for any other word. */
function startsAt(places: readonly Place[], at: number): number | undefined {
  const word = places[at]?.word ?? '';
  if (CLEAR.has(word)) return at;
  if (!SHORT.has(word)) return undefined;
  const from = JOINTS.has(places[at - 1]?.word ?? '') ? at - 1 : at;
  const before = places[from - 1]?.word;
  if (before === undefined || VERBS.has(before) || IDIOMS.has(places[at + 1]?.word ?? '')) return undefined;
  return from;
}

/** The words from `first` on that are negated, and those behind an "or". */
function negatedTogether(text: string, places: readonly Place[], first: number): Place[] {
  const found: Place[] = [];
  for (let at = first, things = 0; things < MOST_THINGS; things++) {
    const words = negated(text, places, at);
    found.push(...words);
    at += words.length;
    if (words.length === 0 || !OR.has(places[at]?.word ?? '') || apart(text, places, at)) break;
    at++;
  }
  return found;
}

/** The words from `first` on that are negated: up to a mark between them or a word that begins something else. */
function negated(text: string, places: readonly Place[], first: number): Place[] {
  const found: Place[] = [];
  for (let at = first; at < places.length && found.length < MOST_WORDS; at++) {
    const place = places[at] as Place;
    if (apart(text, places, at) || ENDS.has(place.word)) break;
    if (HAS_DIGIT.test(place.word) || !HAS_LETTER.test(place.word)) break;
    if (found.length > 0 && WANTED_AGAIN.has(place.word.replace(APOSTROPHES, ''))) break;
    found.push(place);
  }
  return found;
}

/** Whether a mark stands between a word and the one before it. */
function apart(text: string, places: readonly Place[], at: number): boolean {
  const [before, place] = [places[at - 1], places[at]];
  return before !== undefined && place !== undefined && text.slice(before.end, place.start).trim() !== '';
}
