import { normaliseText } from '../../../mappings/index.js';

const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Words of a text that are normalised to more than lower case, by their normal form. A server's analyser knows its stop
 * words with their accents (`für`), while documents and queries reach it without.
 */
export function spellings(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [word] of text.matchAll(WORD)) {
    const normal = normaliseText(word);
    if (normal !== word.toLowerCase() && !found.has(normal)) found.set(normal, word);
  }
  return found;
}
