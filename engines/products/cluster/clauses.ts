import { termCount, type QueryWord } from '../../../mappings/index.js';
import { MOST_TOLERATED } from '../words/planned-words.js';

/**
 * A server refuses a search of more than 1,024 clauses as a whole, vectors and filters with it; each term in a field, or
 * in fields taken together, is one. Words may have three quarters of them: filters (100 conditions at most) and what an
 * analyser makes of a word beyond one term have the rest.
 */
const WORD_CLAUSES = 768;
/** How often a word stands in one search, the score included; see `byWords`. */
export const COPIES = 4;
/** Clauses that the words of a query may have, each counted once. */
export const CLAUSES = WORD_CLAUSES / COPIES;

/**
 * The words of a query with as many of their terms as a server takes. Each word keeps its main term; joined forms and
 * synonyms of the first words stay, those of the last ones go, in every search of the query alike. What tolerance may
 * add is kept free, so that nothing is cut after a word was replaced. `whole`: each word may also be found by an
 * identifier that is the whole text.
 */
export function withinClauses(words: readonly QueryWord[], whole: boolean): QueryWord[] {
  const identifiers = words.filter(({ identifier }) => identifier).length + (whole ? words.length : 0);
  const needed = words.length + synonymTerms(words) + identifiers;
  let room = Math.max(0, CLAUSES - MOST_TOLERATED - needed);
  return words.map((word) => {
    const terms = word.terms.slice(0, 1 + room);
    room -= terms.length - 1;
    return { ...word, terms };
  });
}

/** A shop's own synonyms are bounded where they are found, far below what a server takes, and stay. */
function synonymTerms(words: readonly QueryWord[]): number {
  return words
    .flatMap(({ synonyms = [] }) => synonyms)
    .reduce((sum, { term, written }) => sum + Math.max(termCount(term), termCount(written)), 0);
}
