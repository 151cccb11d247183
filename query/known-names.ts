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

interface Numbered {
  readonly name: string;
  readonly number: number;
}

/**
 * The names of a catalogue, whatever their case and accents: numbered in the order in which they came, so that more can
 * be added to it while others ask for what was known before. Adding one costs the same however many there are.
 */
export class NameTable {
  /** By folded name: the number of the first that is written so. */
  readonly #brands = new Map<string, number>();
  readonly #categories = new Map<string, number>();
  /** Brands by their words. */
  readonly #spelled = new Map<string, Numbered[]>();
  #size = { brands: 0, categories: 0 };

  /** Names that were added. */
  get size(): { readonly brands: number; readonly categories: number } {
    return this.#size;
  }

  addBrand(name: string): void {
    const number = this.#size.brands++;
    const folded = fold(name);
    if (!this.#brands.has(folded)) this.#brands.set(folded, number);
    const phrase = wordsOf(folded).join(' ');
    const spellings = this.#spelled.get(phrase);
    if (spellings === undefined) this.#spelled.set(phrase, [{ name, number }]);
    else spellings.push({ name, number });
  }

  addCategory(name: string): void {
    const number = this.#size.categories++;
    const folded = fold(name);
    if (!this.#categories.has(folded)) this.#categories.set(folded, number);
  }

  /** The first so many names, whatever is added later. Asking costs look-ups. */
  first({ brands, categories }: { readonly brands: number; readonly categories: number }): CatalogueNames {
    const spellings = (phrase: string) =>
      (this.#spelled.get(phrase) ?? []).flatMap(({ name, number }) => (number < brands ? [name] : []));
    return {
      brands: (text) => (this.#brands.get(fold(text)) ?? Infinity) < brands,
      categories: (text) => (this.#categories.get(fold(text)) ?? Infinity) < categories,
      brandsIn: (text) => {
        const words = wordsOf(fold(text)).slice(0, MOST_WORDS);
        const found = new Map<string, readonly string[]>();
        for (let at = 0; at < words.length;) {
          const phrase = longest(words, at, spellings);
          if (phrase !== undefined) found.set(phrase.text, phrase.spellings);
          at += phrase?.words ?? 1;
        }
        return found;
      },
    };
  }
}

function longest(
  words: readonly string[],
  at: number,
  spellingsOf: (phrase: string) => readonly string[],
): { readonly text: string; readonly words: number; readonly spellings: readonly string[] } | undefined {
  for (let count = Math.min(LONGEST, words.length - at); count > 0; count--) {
    const text = words.slice(at, at + count).join(' ');
    const spellings = spellingsOf(text);
    if (spellings.length > 0) return { text, words: count, spellings };
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
