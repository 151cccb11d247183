import { normaliseQuery } from './normalise.js';
import type { KnownNames } from './query-class.js';

/** The names of a catalogue, and the brands that stand within a text. */
export interface CatalogueNames extends KnownNames {
  /** Brands, as the catalogue writes them, by the words that name them in the text: the longest names, none twice. */
  brandsIn(text: string): ReadonlyMap<string, readonly string[]>;
}

/** Words of the longest name that is looked for within a text. */
const LONGEST = 6;
/** Words of a text that are looked at: a longer one is no query. */
const MOST_WORDS = 64;

/** The names of a catalogue, whatever their case and accents. Asking costs look-ups, however many there are. */
export function knownNames(brands: Iterable<string>, categories: Iterable<string>): CatalogueNames {
  const ofCategories = new Set<string>();
  for (const name of categories) ofCategories.add(fold(name));
  const ofBrands = new Set<string>();
  const spelled = new Map<string, string[]>();
  for (const name of brands) {
    const folded = fold(name);
    ofBrands.add(folded);
    const phrase = wordsOf(folded).join(' ');
    const spellings = spelled.get(phrase);
    if (spellings === undefined) spelled.set(phrase, [name]);
    else spellings.push(name);
  }
  return {
    brands: (text) => ofBrands.has(fold(text)),
    categories: (text) => ofCategories.has(fold(text)),
    brandsIn: (text) => {
      const words = wordsOf(fold(text)).slice(0, MOST_WORDS);
      const found = new Map<string, readonly string[]>();
      for (let at = 0; at < words.length;) {
        const phrase = longest(words, at, spelled);
        if (phrase !== undefined) found.set(phrase.text, spelled.get(phrase.text) ?? []);
        at += phrase?.words ?? 1;
      }
      return found;
    },
  };
}

function longest(
  words: readonly string[],
  at: number,
  names: ReadonlyMap<string, unknown>,
): { readonly text: string; readonly words: number } | undefined {
  for (let count = Math.min(LONGEST, words.length - at); count > 0; count--) {
    const text = words.slice(at, at + count).join(' ');
    if (names.has(text)) return { text, words: count };
  }
  return undefined;
}

const ACCENTS = /[\u0300-\u036f]/g;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

const wordsOf = (folded: string): string[] => folded.match(WORDS) ?? [];

/** Names of a catalogue are folded by the thousand, and most are plain. */
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

function fold(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  return normaliseQuery(name).normalize('NFD').replace(ACCENTS, '').toLowerCase();
}
