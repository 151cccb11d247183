import { emojiTerms, MAX_PARTS, pairsOf } from './analyser.js';
import { looksLikeIdentifier } from './identifiers.js';
import { STOP_WORDS } from './lexicon.js';
import { normaliseText } from './normalise.js';
import { scan, type Token } from './scan.js';
import { EMPTY_LEXICON, synonymsOf, type QueryLexicon, type SynonymTerm } from './query-lexicon.js';
import { DEFAULT_SYNONYMS } from './synonyms.js';
import { spelledApart } from './spelled-apart.js';
import { measure, splitMeasure, termOf } from './word-facts.js';

/** One word of a query. Any of `terms` in a document matches it. */
export interface QueryWord {
  /** As typed, normalised. */
  readonly typed: string;
  /** The same with the joiners that it was typed with (`t-shirt`, `l'oreal`): for analysers that are not ours. */
  readonly source: string;
  /** First the main term, then folded forms and what means the same in any shop. */
  readonly terms: readonly string[];
  /** What stands for it: by the shop's own synonyms, and for a measure as one word its two; absent: nothing does. */
  readonly synonyms?: readonly SynonymTerm[];
  /** Looks like a model or article number. */
  readonly identifier: boolean;
}

/** Words past this many add time, no meaning. */
const MAX_QUERY_WORDS = 64;

const HAS_DIGIT = /\d/;
const LETTERS = /^\p{L}+$/u;

/** Index terms that measures spelled apart add to one query at most: a search server takes only so many. */
const MOST_APART = 16;

interface Draft {
  readonly typed: string;
  readonly source: string;
  readonly terms: string[];
  readonly apart: readonly SynonymTerm[];
  readonly identifier: boolean;
  readonly stop: boolean;
  readonly adjacent: boolean;
}

/**
 * The words of a query. Stop words go where others remain; neighbours may also match as one word
 * (`sun glasses`, `wh 1000 xm4`), compounds as their parts. Empty for a text without words. `lexicon`: the shop's own
 * stop words and synonyms.
 */
export function analyseQuery(text: string, lexicon: QueryLexicon = EMPTY_LEXICON): QueryWord[] {
  const tokens = scan(normaliseText(text));
  const drafts: Draft[] = [];
  for (const token of tokens) {
    if (drafts.length >= MAX_QUERY_WORDS) break;
    drafts.push(...draftsOf(token));
  }
  if (drafts.length === 0) drafts.push(...emojiTerms(tokens).map((emoji) => draft(emoji, [emoji], false)));
  joinNeighbours(drafts);
  const content = drafts.filter(({ stop, typed }) => !stop && !lexicon.stopWords.has(typed));
  const words = distinct(content.length > 0 ? content : drafts).slice(0, MAX_QUERY_WORDS);
  const standIns = synonymsOf(
    words.map(({ terms }) => terms[0] ?? ''),
    lexicon,
  );
  let room = MOST_APART;
  return words.map(({ typed, source, terms, apart, identifier }, i) => {
    const some = apart.slice(0, room / 2);
    room -= 2 * some.length;
    const synonyms = [...(standIns[i] ?? []), ...some];
    return {
      typed,
      source,
      terms: [...new Set([...terms, ...terms.flatMap((term) => DEFAULT_SYNONYMS.get(term) ?? [])])],
      ...(synonyms.length === 0 ? {} : { synonyms }),
      identifier,
    };
  });
}

function draftsOf({ kind, joined, source, parts, adjacent }: Token): Draft[] {
  if (kind === 'emoji') return [];
  if (kind === 'run') return pairsOf(joined).map((pair) => draft(pair, [pair], false));
  if (parts === undefined) {
    const term = splitMeasure(joined)?.term ?? termOf(joined);
    return [draft(joined, [term], adjacent, source, spelledApart(joined, parts))];
  }
  const [first = '', second = ''] = parts;
  const amount = parts.length === 2 ? measure(first, second) : undefined;
  if (amount !== undefined) return [draft(joined, [amount], adjacent, source, spelledApart(joined, parts))];
  const whole = parts.length <= MAX_PARTS ? [termOf(joined)] : [];
  // Documents hold the joined form of these however they are written, and a lone letter finds anything.
  if (
    whole.length > 0 &&
    (looksLikeIdentifier(joined) || parts.some((part) => part.length === 1 && LETTERS.test(part)))
  ) {
    return [draft(joined, whole, adjacent, source)];
  }
  // An elision (l'oreal) has one part, the rest of the word.
  if (parts.length === 1) return [draft(joined, [...whole, termOf(first)], adjacent, source)];
  return parts.map((part) => draft(part, [termOf(part), ...whole], false));
}

function draft(
  typed: string,
  terms: string[],
  adjacent: boolean,
  source = typed,
  apart: readonly SynonymTerm[] = [],
): Draft {
  const [identifier, stop] = [looksLikeIdentifier(typed), STOP_WORDS.has(typed)];
  return { typed, source, terms, apart, identifier, stop, adjacent };
}

/** Adds to neighbours the form in which they are one word. */
function joinNeighbours(drafts: readonly Draft[]): void {
  for (let i = 1; i < drafts.length; i++) {
    const [before, left, right] = [drafts[i - 2], drafts[i - 1], drafts[i]];
    if (left === undefined || right === undefined || !right.adjacent || left.stop) continue;
    const pair = measure(left.typed, right.typed) ?? termOf(left.typed + right.typed);
    left.terms.push(pair);
    right.terms.push(pair);
    if (before === undefined || before.stop || right.stop || !left.adjacent) continue;
    const triple = before.typed + left.typed + right.typed;
    if (HAS_DIGIT.test(triple)) for (const word of [before, left, right]) word.terms.push(triple);
  }
}

/** The first of the words with the same main term. */
function distinct(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>();
  return drafts.filter(({ terms }) => {
    const main = terms[0] ?? '';
    if (seen.has(main)) return false;
    seen.add(main);
    return true;
  });
}
