import { normaliseText } from '../../mappings/index.js';

/** What was typed, in the normal form of keys: a space at its end says that a word is finished. */
export function typedKey(text: string): string {
  return normaliseText(text).replace(/\s+/gu, ' ').trimStart();
}
