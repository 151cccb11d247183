import { CATEGORY_SEPARATOR, headPhrase } from '../../mappings/index.js';

/** What the titles of a catalogue call the products of its categories. */
export interface CategoryWords {
  /** Titles that were counted. */
  readonly titles: number;
  /** Titles that hold a term, that name their product by it, and that end its name with it. */
  term(term: string): { readonly held: number; readonly named: number; readonly heads: number } | undefined;
  /** Titles that name their product by a term, those that end so twice, by full category path. */
  mentions(term: string): ReadonlyMap<string, number>;
  /** Titles of products in a category and below. */
  within(path: string): number;
}

/** How much the products of a category are what a noun names: 0 to 1, where 1 is the category that is called so most. */
export type CategoryIntent = (path: string) => number;

/** A word that ends the name in fewer of the titles that hold it describes things (`women`, `size`, `red`). Share. */
const LEAST_HEADS = 0.15;
/** Titles that end so at least. */
const FEWEST_HEADS = 3;
/** Titles of the category above that count as the category's own. */
const PRIOR = 5;

/** The head noun of a query as an index term: its last word that ends the names of products; undefined where none does. */
export function headNoun(query: string, words: CategoryWords): string | undefined {
  return headPhrase(query).findLast((term) => {
    const { heads = 0, held = 0 } = words.term(term) ?? {};
    return heads >= FEWEST_HEADS && heads >= LEAST_HEADS * held;
  });
}

/**
 * The categories that a head noun names, as the catalogue's titles do: of category c the share of its titles that
 * name their product by the noun, twice where they end so, is
 *
 *     s(c) = (mentions(c) + m · s(parent of c)) / (titles(c) + m), and what counts is s(c) / max s
 *
 * (Dirichlet smoothing towards the category above: Zhai and Lafferty, TOIS 2004; MacKay and Peto 1995 for the
 * hierarchy.) "Case for iPhone" names a case: accessories come behind what they are for. Undefined where products
 * called so have no categories. `max s` is that of the whole catalogue: no filter changes a score.
 */
export function categoryIntent(term: string, words: CategoryWords): CategoryIntent | undefined {
  const mentions = withBeginnings(words.mentions(term));
  const counts = words.term(term);
  const everywhere = ((counts?.named ?? 0) + (counts?.heads ?? 0)) / words.titles;
  const known = new Map<string, number>();
  const share = (path: string): number => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const end = path.lastIndexOf(CATEGORY_SEPARATOR);
    const above = end < 0 ? everywhere : share(path.slice(0, end));
    const value = ((mentions.get(path) ?? 0) + PRIOR * above) / (words.within(path) + PRIOR);
    known.set(path, value);
    return value;
  };
  let most = 0;
  for (const path of mentions.keys()) most = Math.max(most, share(path));
  if (most === 0) return undefined;
  return (path) => Math.min(1, share(path) / most);
}

/** Counts of paths, added up along their beginnings. */
function withBeginnings(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const [path, count] of counts) {
    for (let end = path.length; end > 0; end = path.lastIndexOf(CATEGORY_SEPARATOR, end - 1)) {
      const within = path.slice(0, end);
      all.set(within, (all.get(within) ?? 0) + count);
    }
  }
  return all;
}
