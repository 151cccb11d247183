import { Dictionary } from './dictionary.js';

/** The words of a catalogue as they are written in titles and the like: what a query's word is corrected or completed to. */
export interface Vocabulary {
  readonly surfaces: Dictionary;
  /** In how many products each is written. */
  readonly surfaceCounts: Uint32Array;
  /** {@link letterMask} of each. */
  readonly surfaceMasks: Uint32Array;
  readonly surfaceLengths: Uint8Array;
}

/** The vocabularies of one catalogue: a word that several of them hold is written as often as all of them say. */
export type Vocabularies = readonly Vocabulary[];

/** A vocabulary of words in any order, each once. */
export function vocabularyOf(
  words: readonly { readonly word: string; readonly count: number }[],
): Vocabulary {
  const sorted = [...words].sort((a, b) => (a.word < b.word ? -1 : 1));
  const bytes = Buffer.from(sorted.map(({ word }) => word).join(''));
  const starts = new Uint32Array(sorted.length + 1);
  sorted.forEach(({ word }, i) => {
    starts[i + 1] = (starts[i] as number) + Buffer.byteLength(word);
  });
  return {
    surfaces: new Dictionary(bytes, starts),
    surfaceCounts: Uint32Array.from(sorted, ({ count }) => count),
    surfaceMasks: Uint32Array.from(sorted, ({ word }) => letterMask(word)),
    surfaceLengths: Uint8Array.from(sorted, ({ word }) => word.length),
  };
}

/** Which letters a word has, one bit each; an edit changes at most two bits. */
export function letterMask(word: string): number {
  let mask = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    mask |= code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << (26 + (code % 6));
  }
  return mask >>> 0;
}
