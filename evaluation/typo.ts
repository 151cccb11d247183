const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Shorter words are hard to tell from one another once edited. Letters. */
const SHORTEST = 5;

/**
 * The query with one edit in one word of at least five letters: a letter inserted, deleted, replaced, or two
 * neighbours transposed (Damerau 1964). `random` gives numbers in [0, 1). Undefined when no word is long enough.
 */
export function withTypo(query: string, random: () => number): string | undefined {
  const words = [...query.matchAll(/\p{L}+/gu)].filter(([word]) => word.length >= SHORTEST);
  const match = words[Math.floor(random() * words.length)];
  if (match === undefined) return undefined;
  const [word] = match;
  let edited = word;
  // A letter replaced by itself, or equal neighbours transposed, is no edit.
  while (edited === word) edited = edit(word, random);
  return query.slice(0, match.index) + edited + query.slice(match.index + word.length);
}

function edit(word: string, random: () => number): string {
  const kind = Math.floor(random() * 4);
  const at = Math.floor(random() * (kind === 3 ? word.length - 1 : word.length));
  const letter = LETTERS[Math.floor(random() * LETTERS.length)] ?? 'e';
  const [before, after] = [word.slice(0, at), word.slice(at)];
  if (kind === 0) return before + letter + after;
  if (kind === 1) return before + after.slice(1);
  if (kind === 2) return before + letter + after.slice(1);
  return before + after.charAt(1) + after.charAt(0) + after.slice(2);
}
