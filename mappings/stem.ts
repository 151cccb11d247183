import { stemmer } from '@orama/stemmers/english';
import { IRREGULAR } from './lexicon.js';

/** A stemmer run costs microseconds, a look-up nanoseconds; texts repeat their words. Entries, then it starts anew. */
const CACHE_SIZE = 100_000;
const LETTERS = /^[a-z]+$/;
const cache = new Map<string, string>();

/** Porter stem of a normalised English word; anything else than three or more of a–z comes back unchanged. */
export function stem(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const stemmed = word.length < 3 || !LETTERS.test(word) ? word : stemmer(IRREGULAR.get(word) ?? word);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(word, stemmed);
  return stemmed;
}
