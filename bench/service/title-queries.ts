/** Words of a query, and queries that are made at most. */
const WORDS = 3;
const MOST = 50_000;

/** Distinct queries of three words in a row of a title, none of them known: first those at the beginning of each title, then those a word later, and so on. */
export function titleQueries(titles: readonly string[], known: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const split = titles.slice(0, MOST).map((title) => title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const longest = split.reduce((most, words) => Math.max(most, words.length), 0);
  for (let at = 0; at + WORDS <= longest; at++) {
    for (const words of split) {
      if (found.size >= MOST) return [...found];
      if (at + WORDS > words.length) continue;
      const query = words.slice(at, at + WORDS).join(' ');
      if (!known.has(query)) found.add(query);
    }
  }
  return [...found];
}
