import type { FoundPhrase } from './phrases.js';

const EXCLUDED = /^-\p{L}[\p{L}\p{M}\p{N}'’-]+$/u;
/** Behind a space that slipped in these are the second half of a word: sugar -free, water -proof. */
const ENDINGS = new Set([
  'free',
  'less',
  'proof',
  'resistant',
  'style',
  'inch',
  'pack',
  'piece',
  'ply',
  'in',
  'on',
  'up',
]);
/** Words that are left out at most. */
const MOST = 8;

/** Takes out words with a minus before them (`shoes -leather`). A letter alone before it is the first half of a word (`t -shirt`). */
export function takeExcluded(text: string): {
  readonly text: string;
  readonly found: readonly FoundPhrase<string>[];
} {
  const found: FoundPhrase<string>[] = [];
  const words = text.split(' ');
  const kept = words.filter((word, i) => {
    const before = words[i - 1] ?? '';
    if (found.length >= MOST || before.length < 2 || !EXCLUDED.test(word)) return true;
    const says = word.slice(1);
    if (ENDINGS.has(says.toLowerCase())) return true;
    found.push({ text: word, says });
    return false;
  });
  return { text: kept.join(' '), found };
}
