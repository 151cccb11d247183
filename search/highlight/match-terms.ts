import type { WordsPlan } from '../../engines/products/index.js';
import { analyseQuery, termOf } from '../../mappings/index.js';

/** The index terms that a query's words match: joined forms, synonyms, corrections and completions among them. */
export function matchTerms(text: string, words: WordsPlan['words'] = []): ReadonlySet<string> {
  const terms = new Set(analyseQuery(text).flatMap((word) => word.terms));
  for (const { word, standsFor } of words) {
    // A word that was split in two is planned as its parts.
    for (const query of analyseQuery(word)) for (const term of query.terms) terms.add(term);
    for (const other of standsFor ?? []) terms.add(termOf(other));
  }
  return terms;
}
