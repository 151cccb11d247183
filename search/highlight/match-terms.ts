import type { WordsPlan } from '../../engines/products/index.js';
import { analyseQuery, termOf } from '../../mappings/index.js';

/** The index terms that a query's words match: joined forms, synonyms, corrections and completions among them. */
export function matchTerms(text: string, words: WordsPlan['words'] = []): ReadonlySet<string> {
  const terms = new Set<string>();
  const add = (typed: string) => {
    for (const query of analyseQuery(typed)) for (const term of query.terms) terms.add(term);
  };
  add(text);
  for (const { word, standsFor = [], synonyms = [] } of words) {
    // A word that was split in two is planned as its parts.
    add(word);
    for (const other of standsFor) terms.add(termOf(other));
    synonyms.forEach(add);
  }
  return terms;
}
