import { inSlices } from '../base/index.js';
import { analyse, CATEGORY_SEPARATOR, headPhrase } from '../mappings/index.js';
import type { SampledTitle } from './title-sample.js';

/** In how many titles a term stands. */
interface TermCounts {
  /** Anywhere in the title. */
  held: number;
  /** In what the title names first. */
  named: number;
  /** At the end of that: it is what the product is. */
  heads: number;
  /** `named` + `heads` by the category of the product; undefined: named in none. */
  byCategory: Map<string, number> | undefined;
}

/** Titles that are counted before others get their turn: a few milliseconds. */
const TITLES = 100;

/** What the titles of a catalogue call the products of each category: counts over a sample of its products. */
export class CategoryWords {
  readonly #terms = new Map<string, TermCounts>();
  readonly #categories = new Map<string, number>();
  #titles = 0;

  /** Titles that were counted. */
  get titles(): number {
    return this.#titles;
  }

  add({ title, category = [] }: SampledTitle): void {
    this.#titles++;
    const path = category.join(CATEGORY_SEPARATOR);
    if (path !== '') {
      for (let level = 1; level <= category.length; level++) {
        const within = category.slice(0, level).join(CATEGORY_SEPARATOR);
        this.#categories.set(within, (this.#categories.get(within) ?? 0) + 1);
      }
    }
    for (const term of new Set(analyse(title))) this.#countsOf(term).held++;
    const phrase = headPhrase(title);
    const head = phrase.at(-1);
    for (const term of new Set(phrase)) {
      const counts = this.#countsOf(term);
      const worth = term === head ? 2 : 1;
      counts.named++;
      counts.heads += worth - 1;
      if (path === '') continue;
      counts.byCategory ??= new Map();
      counts.byCategory.set(path, (counts.byCategory.get(path) ?? 0) + worth);
    }
  }

  /** In how many titles a term stands; undefined where in none. */
  term(term: string): Readonly<Pick<TermCounts, 'held' | 'named' | 'heads'>> | undefined {
    return this.#terms.get(term);
  }

  /** Titles that name their product by a term, those that end so twice, by full category path. */
  mentions(term: string): ReadonlyMap<string, number> {
    return this.#terms.get(term)?.byCategory ?? new Map();
  }

  /** Titles of products in a category and below. */
  within(path: string): number {
    return this.#categories.get(path) ?? 0;
  }

  #countsOf(term: string): TermCounts {
    const known = this.#terms.get(term) ?? { held: 0, named: 0, heads: 0, byCategory: undefined };
    this.#terms.set(term, known);
    return known;
  }
}

/** What a sample of titles says, counted in small steps. */
export async function countWords(titles: readonly SampledTitle[]): Promise<CategoryWords> {
  const words = new CategoryWords();
  await inSlices(titles, TITLES, (title) => words.add(title));
  return words;
}
