import { normaliseText } from './normalise.js';
import { scan, type Token } from './scan.js';
import { clip, factsOf, joinUnit, measure, surfaceOf, termOf, type WordFacts } from './word-facts.js';

/** A compound of more parts gives its parts alone. */
export const MAX_PARTS = 6;

/**
 * The index terms of a field of a document, in order, duplicates kept. Words are normalised and stemmed.
 * A compound gives its joined form and its parts (`t-shirt` → tshirt, t, shirt); a number with its unit gives
 * both and their joined form (`12 ounces` → 12, ounc, 12oz); scripts without spaces give characters and pairs.
 */
export function analyse(text: string): string[] {
  return termsOf(scan(normaliseText(text)));
}

/** The same in one pass with `surfaces`, to which its words that a query's word may be corrected or completed to are added. */
export function analyseWithSurfaces(text: string, surfaces: Set<string>): string[] {
  return termsOf(scan(normaliseText(text)), surfaces);
}

/** Terms of emoji that stand alone in a text; beside words they say nothing. */
export function emojiTerms(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'emoji' ? [clip(token.joined)] : []));
}

/** The pairs of a run of a script without spaces, by code point; the character itself for a run of one. */
export function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, i) => (characters[i] ?? '') + character);
}

function termsOf(tokens: readonly Token[], surfaces?: Set<string>): string[] {
  const terms: string[] = [];
  let before: WordFacts | undefined;
  for (const token of tokens) {
    if (token.kind === 'word') {
      const facts = factsOf(token.joined);
      if (token.parts === undefined) addPart(facts, terms);
      else addCompound(token.joined, token.parts, terms);
      if (token.adjacent && before !== undefined) addJoined(before, facts, terms);
      if (surfaces !== undefined) addSurfaces(facts, token.parts, surfaces);
      before = facts;
    } else {
      before = undefined;
      if (token.kind === 'emoji') continue;
      addRun(token.joined, terms);
      const surface = surfaceOf(token.joined);
      if (surface !== undefined) surfaces?.add(surface);
    }
  }
  return terms.length > 0 ? terms : emojiTerms(tokens);
}

function addSurfaces(whole: WordFacts, parts: readonly string[] | undefined, surfaces: Set<string>): void {
  if (parts === undefined || parts.some((part) => part.length < 2)) {
    if (whole.surface !== undefined) surfaces.add(whole.surface);
    return;
  }
  for (const part of parts) {
    const { surface } = factsOf(part);
    if (surface !== undefined) surfaces.add(surface);
  }
}

function addCompound(joined: string, parts: readonly string[], terms: string[]): void {
  const whole = compoundTerm(joined, parts);
  if (whole !== undefined) terms.push(whole);
  for (const part of parts) addPart(factsOf(part), terms);
}

/** The term of a compound as one word; undefined where its parts alone count. */
export function compoundTerm(joined: string, parts: readonly string[]): string | undefined {
  const [first, second] = parts;
  const amount = parts.length === 2 ? measure(first ?? '', second ?? '') : undefined;
  return amount ?? (parts.length <= MAX_PARTS ? termOf(joined) : undefined);
}

function addPart(facts: WordFacts, terms: string[]): void {
  for (const term of facts.terms) terms.push(term);
}

/** Forms that people write with and without a space: `12 oz`, `t shirt`, `wh 1000xm4`. */
export function addJoined(left: WordFacts, right: WordFacts, terms: string[]): void {
  const amount = left.number ? joinUnit(left.word, right.word) : undefined;
  if (amount !== undefined) terms.push(amount);
  else if (left.word.length === 1) {
    if (left.word !== 'a' && left.word !== 'i' && left.letters && right.letters)
      terms.push(termOf(left.word + right.word));
  } else if (right.hasDigit && left.series) {
    terms.push(termOf(left.word + right.word));
  }
}

function addRun(run: string, terms: string[]): void {
  let before = '';
  for (const character of run) {
    if (before !== '') terms.push(before + character);
    terms.push(character);
    before = character;
  }
}
