/** Something that may stand for one or several words of a query. */
export interface SynonymTerm {
  /** As index terms of our own analyser, joined by spaces: a product must hold all of them. */
  readonly term: string;
  /** As it is written: for analysers that are not ours. */
  readonly written: string;
  /** What a match through it counts, as a share of the typed word's own. */
  readonly factor: number;
}

/** A phrase of a query, as main terms in order, with what may stand for it. */
export interface SynonymPhrase {
  readonly terms: readonly string[];
  readonly standIns: readonly SynonymTerm[];
}

/** What a shop says of the words of its queries, ready for use: compiled once, not for each query. */
export interface QueryLexicon {
  /** Normalised words that are not asked for where others remain, besides the usual ones. */
  readonly stopWords: ReadonlySet<string>;
  /** Phrases by their first main term, the longest first. */
  readonly synonyms: ReadonlyMap<string, readonly SynonymPhrase[]>;
}

export const EMPTY_LEXICON: QueryLexicon = { stopWords: new Set(), synonyms: new Map() };

/** Index terms that synonyms add to one query at most, each counted at every word that it stands for. */
export const MOST_SYNONYM_TERMS = 32;

/**
 * What may stand for each word of a query, whose main terms are given in order. The longest phrase decides: in "hot dog"
 * a synonym of "dog" says nothing. A phrase's synonym stands for each of its words. Bounded by
 * {@link MOST_SYNONYM_TERMS}; the first words come first.
 */
export function synonymsOf(
  mainTerms: readonly string[],
  { synonyms }: QueryLexicon,
): readonly (readonly SynonymTerm[])[] {
  const found = mainTerms.map((): SynonymTerm[] => []);
  if (synonyms.size === 0) return found;
  let room = MOST_SYNONYM_TERMS;
  for (let at = 0; at < mainTerms.length;) {
    const phrase = synonyms
      .get(mainTerms[at] ?? '')
      ?.find(({ terms }) => terms.every((term, i) => mainTerms[at + i] === term));
    const covered = phrase?.terms.length ?? 1;
    for (const standIn of phrase?.standIns ?? []) {
      const needs = covered * termCount(standIn.term);
      if (needs > room) continue;
      room -= needs;
      for (let word = at; word < at + covered; word++) found[word]?.push(standIn);
    }
    at += covered;
  }
  return found;
}

/** Terms of a {@link SynonymTerm.term}. */
export function termCount(term: string): number {
  return term.split(' ').length;
}
