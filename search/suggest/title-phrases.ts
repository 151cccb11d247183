import { normalisedOrigins, scan, STOP_WORDS } from '../../mappings/index.js';

/** Words of a phrase at most: longer ones are titles. */
const LONGEST = 3;
/** Titles that must have a phrase: one alone is a name, and products are shown by themselves. */
const FEWEST = 2;
/** A phrase that goes on alike in this share of its titles is no whole one: `stainless` of `stainless steel`. */
const DOMINATED = 0.8;
const LETTER = /\p{L}/u;

export interface Phrase {
  readonly key: string;
  /** Lower case, with its accents. */
  readonly text: string;
  /** In how many of the titles. */
  readonly count: number;
}

/** Counts the phrases of titles, those that begin alike together: no map grows so large that it holds up others. */
export class TitlePhrases {
  readonly #counts = new Map<string, Map<string, { readonly text: string; count: number }>>();

  add(title: string): void {
    const { text, origin } = normalisedOrigins(title);
    const words = scan(text).filter(({ kind }) => kind !== 'emoji');
    const seen = new Set<string>();
    for (let first = 0; first < words.length; first++) {
      if (isStopWord(words[first]?.joined)) continue;
      for (let last = first; last < Math.min(words.length, first + LONGEST); last++) {
        // A comma or a bracket lies between them.
        if (last > first && words[last]?.adjacent === false) break;
        if (isStopWord(words[last]?.joined)) continue;
        const start = words[first]?.start ?? 0;
        const end = words[last]?.end ?? 0;
        const key = text.slice(start, end).replace(/\s+/g, ' ');
        if (key.length < 2 || !LETTER.test(key) || seen.has(key)) continue;
        seen.add(key);
        this.#count(key, () => title.slice(...origin(start, end)).toLowerCase());
      }
    }
  }

  /** Phrases that are worth a completion, bucket by bucket. */
  *phrases(): Generator<Phrase[]> {
    for (const bucket of this.#counts.values()) yield worthwhile(bucket);
  }

  #count(key: string, text: () => string): void {
    const name = key.slice(0, 2);
    const bucket = this.#counts.get(name) ?? new Map<string, { readonly text: string; count: number }>();
    this.#counts.set(name, bucket);
    const known = bucket.get(key);
    if (known === undefined) bucket.set(key, { text: text(), count: 1 });
    else known.count++;
  }
}

function isStopWord(word: string | undefined): boolean {
  return word !== undefined && STOP_WORDS.has(word);
}

function worthwhile(
  bucket: ReadonlyMap<string, { readonly text: string; readonly count: number }>,
): Phrase[] {
  const longest = new Map<string, number>();
  for (const [key, { count }] of bucket) {
    const space = key.lastIndexOf(' ');
    if (space > 0) longest.set(key.slice(0, space), Math.max(count, longest.get(key.slice(0, space)) ?? 0));
  }
  return [...bucket].flatMap(([key, { text, count }]) =>
    count < FEWEST || (longest.get(key) ?? 0) >= DOMINATED * count ? [] : [{ key, text, count }],
  );
}
