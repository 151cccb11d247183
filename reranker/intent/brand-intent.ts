import { mainTerms } from '../../mappings/index.js';
import type { CategoryWords } from './category-intent.js';

/** A brand that a query may name. */
export interface NamedBrand {
  /** The words by which the query names it. */
  readonly words: string;
  /** As products carry it. */
  readonly spellings: readonly string[];
  /** Its products. */
  readonly products: number;
}

/**
 * Of the titles that hold a brand's words, the share that are its own at least: in a catalogue where a brand is called
 * "Red", "red dress" means the colour. A brand whose accessories others make (for Apple) keeps a fifth.
 */
const LEAST_OWN = 0.2;

/**
 * The brands that a query means, as products carry them: those whose words mostly stand for them. `size`: products of the
 * catalogue. Undefined where it means none.
 */
export function brandIntent(
  named: readonly NamedBrand[],
  words: CategoryWords,
  size: number,
): ReadonlySet<string> | undefined {
  const meant = named.filter(
    ({ words: text, products }) => products >= LEAST_OWN * holding(text, words, size),
  );
  return meant.length === 0 ? undefined : new Set(meant.flatMap(({ spellings }) => spellings));
}

/** Products whose titles hold all of the words: at most as many as hold the rarest. */
function holding(text: string, words: CategoryWords, size: number): number {
  if (words.titles === 0) return 0;
  const titles = mainTerms(text).map((term) => words.term(term)?.held ?? 0);
  return (Math.min(...titles) * size) / words.titles;
}
