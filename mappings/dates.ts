const ISO = /^\d{4}-\d{2}-\d{2}(?<time>T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d{2}:\d{2})?)?$/;
const DAY = 24 * 60 * 60 * 1_000;

/**
 * First and last millisecond since the epoch that an ISO 8601 date names: a whole day where it has no time.
 * Without a zone it is UTC. Undefined for any other text and for days that do not exist.
 */
export function parseDate(text: string): { readonly first: number; readonly last: number } | undefined {
  const groups = ISO.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { time, zone } = groups;
  const first = Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
  // Date.parse takes February 30th for March 1st or 2nd.
  const day = Date.parse(text.slice(0, 10));
  if (Number.isNaN(first) || Number.isNaN(day)) return undefined;
  if (new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return { first, last: time === undefined ? first + DAY - 1 : first };
}
