import { CATEGORY_SEPARATOR, normaliseText, termOf } from '../../mappings/index.js';

export interface SuggestedCategory {
  /** Root first. */
  readonly path: readonly string[];
  /** Products in it and below. */
  readonly count: number;
}

/** A category by the words of its name and of the names above it. */
export interface NamedCategory extends SuggestedCategory {
  readonly name: string;
  readonly words: readonly string[];
  readonly above: readonly string[];
}

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

const wordsOf = (text: string): string[] => normaliseText(text).match(WORDS) ?? [];

export function namedCategory(path: string, count: number): NamedCategory {
  const levels = path.split(CATEGORY_SEPARATOR);
  const name = levels.at(-1) ?? '';
  return {
    path: levels,
    count,
    name: wordsOf(name).join(' '),
    words: wordsOf(name),
    above: wordsOf(levels.slice(0, -1).join(' ')),
  };
}

/**
 * Categories that what was typed names: its last word begins a word of the name, the others stand in the path. First
 * those whose name begins so, then those with more products. Everything for nothing typed.
 */
export function suggestedCategories(
  typed: string,
  categories: readonly NamedCategory[],
  limit: number,
): SuggestedCategory[] {
  const words = wordsOf(typed);
  const last = words.pop();
  const text = [...words, last].join(' ');
  const found = categories.filter(
    (category) =>
      (last === undefined || category.words.some((word) => begins(word, last))) &&
      words.every((wanted) => [...category.words, ...category.above].some((word) => begins(word, wanted))),
  );
  const rank = ({ name }: NamedCategory) => (last !== undefined && name.startsWith(text) ? 0 : 1);
  return found
    .sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ path, count }) => ({ path, count }));
}

function begins(word: string, typed: string): boolean {
  return word.startsWith(typed) || termOf(word) === termOf(typed);
}
