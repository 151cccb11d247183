import { addJoined, compoundTerm } from './analyser.js';
import { normalisedOrigins } from './normalised-origins.js';
import { scan, type Token } from './scan.js';
import { factsOf, type WordFacts } from './word-facts.js';

/** A stretch of a text as written, [start, end) in UTF-16 code units, and index terms that it gives. */
export interface TermSpan {
  readonly start: number;
  readonly end: number;
  readonly terms: readonly string[];
}

/**
 * The index terms of a text with where each stands in it: the terms are those of `analyse`. Spans overlap where words
 * also count as one (`12 ounces`), and come in the order of their starts, but for the parts of a compound. Emoji give none.
 */
export function termSpans(written: string): TermSpan[] {
  const { text, origin } = normalisedOrigins(written);
  const spans: TermSpan[] = [];
  const add = (start: number, end: number, terms: readonly string[]) => {
    if (terms.length === 0) return;
    const [from, to] = origin(start, end);
    spans.push({ start: from, end: to, terms });
  };
  let before: { readonly facts: WordFacts; readonly token: Token } | undefined;
  for (const token of scan(text)) {
    if (token.kind === 'word') {
      const facts = factsOf(token.joined);
      addWord(token, facts, add);
      if (token.adjacent && before !== undefined) {
        const joined: string[] = [];
        addJoined(before.facts, facts, joined);
        add(before.token.start, token.end, joined);
      }
      before = { facts, token };
    } else {
      before = undefined;
      if (token.kind === 'run') addRun(token, add);
    }
  }
  return spans;
}

type Add = (start: number, end: number, terms: readonly string[]) => void;

function addWord({ start, end, joined, source, parts }: Token, facts: WordFacts, add: Add): void {
  if (parts === undefined) {
    add(start, end, facts.terms);
    return;
  }
  const whole = compoundTerm(joined, parts);
  const terms = whole === undefined ? [] : [whole];
  let at = 0;
  for (const part of parts) {
    const found = source.indexOf(part, at);
    // A part that is not written so (an apostrophe inside it) stands for the whole.
    if (found < 0) terms.push(...factsOf(part).terms);
    else {
      add(start + found, start + found + part.length, factsOf(part).terms);
      at = found + part.length;
    }
  }
  add(start, end, terms);
}

function addRun({ start, joined }: Token, add: Add): void {
  let before = '';
  let at = start;
  for (const character of joined) {
    if (before !== '') add(at - before.length, at + character.length, [before + character]);
    add(at, at + character.length, [character]);
    at += character.length;
    before = character;
  }
}
