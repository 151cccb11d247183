import { distance } from 'fastest-levenshtein';
import { letterMask, type Vocabularies, type Vocabulary } from './vocabulary.js';

/** Words that may be corrected: letters alone, so that numbers and model names stay what they are. */
const CORRECTABLE = /^\p{L}{4,32}$/u;
/** The longer of the two words has at least this many letters for one edit … */
const ONE_EDIT = 5;
/** … and for two. */
const TWO_EDITS = 8;
const MIN_PREFIX = 3;
const MIN_PART = 3;

export interface Suggestion {
  readonly word: string;
  /** In how many products it is written so. */
  readonly count: number;
}

/**
 * Surface words of the catalogue nearest to a word: those one edit away (a letter more, less, other, or two
 * neighbours swapped), else those two away. Most frequent first, those with the same first letter before others.
 */
export function corrections(vocabularies: Vocabularies, word: string, limit: number): Suggestion[] {
  if (!CORRECTABLE.test(word)) return [];
  const mask = letterMask(word);
  const found = new Map<string, { count: number; readonly edits: number }>();
  let nearest = word.length + 1 >= TWO_EDITS ? 2 : 1;
  for (const { surfaces, surfaceCounts, surfaceMasks, surfaceLengths } of vocabularies) {
    for (let number = 0; number < surfaces.size; number++) {
      const length = surfaceLengths[number] as number;
      if (Math.abs(length - word.length) > nearest) continue;
      if (differing((surfaceMasks[number] as number) ^ mask) > 2 * nearest) continue;
      const longer = Math.max(length, word.length);
      const allowed = longer >= TWO_EDITS ? nearest : longer >= ONE_EDIT ? 1 : 0;
      const count = surfaceCounts[number] as number;
      if (allowed === 0 || count === 0) continue;
      const candidate = surfaces.at(number);
      const edits = editsBetween(word, candidate);
      if (edits === 0 || edits > allowed) continue;
      // Whoever mistypes twice still begins the word as it begins: other words at two edits are other words.
      if (edits === 2 && candidate[0] !== word[0]) continue;
      nearest = Math.min(nearest, edits);
      const known = found.get(candidate);
      if (known === undefined) found.set(candidate, { count, edits });
      else known.count += count;
    }
  }
  const sameStart = (candidate: string) => Number(candidate[0] === word[0]);
  return [...found]
    .filter(([, { edits }]) => edits === nearest)
    .map(([candidate, { count }]) => ({ word: candidate, count }))
    .sort((a, b) => sameStart(b.word) - sameStart(a.word) || byCount(a, b))
    .slice(0, limit);
}

/** Surface words that begin with a word, most frequent first. */
export function completions(vocabularies: Vocabularies, word: string, limit: number): Suggestion[] {
  if (word.length < MIN_PREFIX) return [];
  const found = new Map<string, number>();
  // What is among the first of all is, where only one vocabulary has such words, among its own first.
  const ranges = vocabularies
    .map((vocabulary) => ({ ...rangeOf(vocabulary, word), vocabulary }))
    .filter(({ from, to }) => to > from);
  const most = ranges.length === 1 ? limit : Infinity;
  for (const { from, to, vocabulary } of ranges) {
    const { surfaces, surfaceCounts: counts } = vocabulary;
    const numbers = Uint32Array.from({ length: to - from }, (_, i) => from + i);
    if (most < numbers.length) numbers.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
    for (const number of numbers.subarray(0, most)) {
      const count = counts[number] as number;
      if (count === 0) continue;
      const candidate = surfaces.at(number);
      found.set(candidate, (found.get(candidate) ?? 0) + count);
    }
  }
  return [...found]
    .map(([candidate, count]) => ({ word: candidate, count }))
    .sort(byCount)
    .slice(0, limit);
}

function rangeOf({ surfaces }: Vocabulary, word: string): { from: number; to: number } {
  const [from, to] = surfaces.prefixed(word);
  return { from, to };
}

function byCount(a: Suggestion, b: Suggestion): number {
  return b.count - a.count || (a.word < b.word ? -1 : 1);
}

/** Two surface words that make up a word (`firestick` → fire, stick): the pair whose rarer one is most frequent. */
export function split(vocabularies: Vocabularies, word: string): readonly [string, string] | undefined {
  if (!CORRECTABLE.test(word)) return undefined;
  let best: readonly [string, string] | undefined;
  let most = 0;
  for (let at = MIN_PART; at <= word.length - MIN_PART; at++) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    const count = Math.min(countOf(vocabularies, left), countOf(vocabularies, right));
    if (count > most) {
      most = count;
      best = [left, right];
    }
  }
  return best;
}

/** In how many products a word is written so. */
export function countOf(vocabularies: Vocabularies, word: string): number {
  return vocabularies.reduce((sum, { surfaces, surfaceCounts }) => {
    const number = surfaces.find(word);
    return number < 0 ? sum : sum + (surfaceCounts[number] as number);
  }, 0);
}

/** Levenshtein, two swapped neighbours counting as one edit where nothing else differs. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && swapped(a, b) ? 1 : edits;
}

function swapped(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

function differing(bits: number): number {
  let n = bits >>> 0;
  let count = 0;
  while (n !== 0) {
    n &= n - 1;
    count++;
  }
  return count;
}
