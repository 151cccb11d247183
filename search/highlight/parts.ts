import { termSpans, type TermSpan } from '../../mappings/index.js';

/** A piece of a text. The pieces of a text, joined, give that text; no markup. */
export interface TextPart {
  readonly text: string;
  readonly match: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text, or the part of one, whose matches are known. */
export interface Matched extends Range {
  readonly parts: readonly TextPart[];
  /** Different terms of the query in it. */
  readonly terms: number;
}

/** Longer texts are looked at so far: one in Chinese, every pair of which is a term, takes half of 20 ms. UTF-16 code units. */
const MAX_LENGTH = 2_500;

/** A whole text in parts: those that give one of the terms match. */
export function matchedText(text: string, terms: ReadonlySet<string>): Matched {
  const hits = hitsIn(text, terms);
  return cut(text, { start: 0, end: text.length }, hits, terms);
}

/**
 * The stretch of a text of about `length` code units with most of the terms, the first of equal ones, cut between words.
 * Undefined when none of them is in it.
 */
export function matchedFragment(
  text: string,
  terms: ReadonlySet<string>,
  length: number,
): Matched | undefined {
  const hits = hitsIn(text, terms);
  let best: { readonly from: number; readonly found: number } | undefined;
  // A text of many matches is walked once: of each term, how often it stands in the window.
  const inside = new Map<string, number>();
  const count = (hit: TermSpan, by: 1 | -1) => {
    for (const term of hit.terms) {
      if (!terms.has(term)) continue;
      const times = (inside.get(term) ?? 0) + by;
      if (times === 0) inside.delete(term);
      else inside.set(term, times);
    }
  };
  for (let from = 0, to = 0; from < hits.length; from++) {
    const first = hits[from] as TermSpan;
    // A match that is longer than the window fills it alone.
    while (to < hits.length && (to <= from || (hits[to] as TermSpan).end - first.start <= length))
      count(hits[to++] as TermSpan, 1);
    if (best === undefined || inside.size > best.found) best = { from: first.start, found: inside.size };
    count(first, -1);
  }
  return best === undefined ? undefined : cut(text, around(text, best.from, length), hits, terms);
}

function hitsIn(text: string, terms: ReadonlySet<string>): TermSpan[] {
  if (terms.size === 0) return [];
  return termSpans(text.slice(0, MAX_LENGTH))
    .filter((span) => span.terms.some((term) => terms.has(term)))
    .sort((a, b) => a.start - b.start);
}

function distinct(hits: readonly TermSpan[], terms: ReadonlySet<string>): number {
  return new Set(hits.flatMap((hit) => hit.terms.filter((term) => terms.has(term)))).size;
}

/** A little of what stands before a match, then as much as fits, from a space to a space where there are any near. */
function around(text: string, match: number, length: number): Range {
  if (text.length <= length) return { start: 0, end: text.length };
  const wanted = Math.max(0, Math.min(match - Math.floor(length / 4), text.length - length));
  const space = text.indexOf(' ', wanted);
  const start = wanted === 0 ? 0 : space >= 0 && space < match ? space + 1 : whole(text, wanted);
  const limit = Math.min(text.length, start + length);
  if (limit === text.length) return { start, end: limit };
  const last = text.lastIndexOf(' ', limit);
  return { start, end: last > match ? last : whole(text, limit) };
}

/** Not between the halves of a surrogate pair. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function cut(
  text: string,
  { start, end }: Range,
  hits: readonly TermSpan[],
  terms: ReadonlySet<string>,
): Matched {
  const inside = hits.filter((hit) => hit.start >= start && hit.end <= end);
  const parts: TextPart[] = [];
  const add = (to: number, match: boolean) => {
    if (to > at) parts.push({ text: text.slice(at, to), match });
    at = Math.max(at, to);
  };
  let at = start;
  for (const { start: from, end: to } of merged(inside)) {
    add(from, false);
    add(to, true);
  }
  add(end, false);
  return { start, end, parts, terms: distinct(inside, terms) };
}

/** Spans that overlap or touch as one. */
function merged(spans: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last === undefined || span.start > last.end) found.push({ start: span.start, end: span.end });
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return found;
}
