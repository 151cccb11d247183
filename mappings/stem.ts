import { stemmer } from '@orama/stemmers/english';
import { IRREGULAR } from './lexicon.js';

/** A stemmer run costs microseconds, a look-up nanoseconds; texts repeat their words. Entries, then it starts anew. */
const CACHE_SIZE = 100_000;
const LETTERS = /^[a-z]+$/;
const cache = new Map<string, string>();

/** Beginnings such that every word with a stem has one of them: endings change two letters of it at most. */
export function beginningsOf(stemmed: string): string[] {
  const irregular = [...IRREGULAR].flatMap(([word, regular]) => (stem(regular) === stemmed ? [word] : []));
  return [stemmed.slice(0, Math.max(1, stemmed.length - 2)), ...irregular];
}

/** Porter stem of a normalised English word; anything else than three or more of a–z comes back unchanged. */
export function stem(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const stemmed = word.length < 3 || !LETTERS.test(word) ? word : stemmer(IRREGULAR.get(word) ?? word);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(word, stemmed);
  return stemmed;
}
