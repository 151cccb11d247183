import { z } from 'zod';
import { inSlices, type FieldError } from '../base/index.js';
import { mainTerms, type SynonymRule } from '../mappings/index.js';
import { itemId } from '../reranker/index.js';

const MOST_MEMBERS = 20;
/** Longer phrases stand in no query. */
const MOST_WORDS = 6;
const MOST_TEXT = 100;
/** A match through a synonym is a little less sure than the word itself. */
const DEFAULT_FACTOR = 0.8;

const text = z.string().min(1, 'expected a text').max(MOST_TEXT);

/** `words`: each stands for every other; or `from` is matched by each of `to`, and not the other way round. */
export const synonymSchema = z.strictObject({
  id: itemId,
  words: z.array(text).min(2, 'expected at least two').max(MOST_MEMBERS).exactOptional(),
  from: z.array(text).min(1, 'expected at least one').max(MOST_MEMBERS).exactOptional(),
  to: z.array(text).min(1, 'expected at least one').max(MOST_MEMBERS).exactOptional(),
  factor: z
    .number()
    .gt(0, 'expected a number above 0')
    .max(1)
    .default(DEFAULT_FACTOR)
    .describe("what a match through it counts, as a share of the word's own"),
  note: z.string().max(1_000).exactOptional(),
});
export type Synonym = z.infer<typeof synonymSchema>;

/** Each synonym as what may stand for what. */
export function synonymRules(synonyms: readonly Synonym[]): SynonymRule[] {
  return synonyms.flatMap(({ words, from = [], to = [], factor }) => [
    ...(words ?? []).map((word) => ({
      from: word,
      to: words?.filter((other) => other !== word) ?? [],
      factor,
    })),
    ...from.map((word) => ({ from: word, to, factor })),
  ]);
}

/** Synonyms that are looked at at once: of twenty texts each a few milliseconds. */
const SLICE = 50;

/** What no schema says of synonyms: each mistake with its path below `path`. */
export async function checkSynonyms(synonyms: readonly Synonym[], path: string): Promise<FieldError[]> {
  const first = new Map<string, number>();
  const next: OneWay = new Map();
  const errors = await inSlices(synonyms, SLICE, (synonym, i) => {
    const at = `${path}.${i}`;
    const before = first.get(synonym.id);
    if (before === undefined) first.set(synonym.id, i);
    return [
      ...(before === undefined
        ? []
        : [{ path: `${at}.id`, message: `expected another id: ${path}.${before} has it` }]),
      ...shapeErrors(synonym, at),
      ...textErrors(synonym, at, next),
    ];
  });
  return [...errors.flat(), ...cycleErrors(next)];
}

/** By the terms of a text: what it is matched by, one way, and where that is said. */
type OneWay = Map<string, { readonly term: string; readonly at: string }[]>;

function shapeErrors({ words, from, to }: Synonym, path: string): FieldError[] {
  const oneWay = from !== undefined && to !== undefined;
  return (words !== undefined) === oneWay || (from === undefined) !== (to === undefined)
    ? [{ path, message: 'expected either words, or from and to' }]
    : [];
}

function textErrors({ words = [], from = [], to = [] }: Synonym, path: string, next: OneWay): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Map<string, string>();
  const read = (name: string, texts: readonly string[]) =>
    texts.map((text, i) => {
      const at = `${path}.${name}.${i}`;
      const terms = mainTerms(text);
      const key = terms.join(' ');
      const other = seen.get(key);
      if (terms.length === 0) errors.push({ path: at, message: 'expected words' });
      else if (terms.length > MOST_WORDS) {
        errors.push({ path: at, message: `expected at most ${MOST_WORDS} words` });
      } else if (other !== undefined) {
        errors.push({ path: at, message: `expected each once: ${other} is the same to a search` });
      } else seen.set(key, at);
      return { term: key, at };
    });
  read('words', words);
  const sources = read('from', from);
  const targets = read('to', to);
  for (const { term } of sources) {
    const known = next.get(term) ?? [];
    known.push(...targets);
    next.set(term, known);
  }
  return errors;
}

/** One-way synonyms that lead back to where they began say that all of them mean the same: that is a group. */
function cycleErrors(next: OneWay): FieldError[] {
  const errors: FieldError[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of next.keys()) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    // Without recursion: thousands of synonyms may make one chain.
    const stack = [{ term: start, edge: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = next.get(top.term)?.[top.edge++];
      if (edge === undefined) {
        state.set(top.term, 'done');
        stack.pop();
      } else if (state.get(edge.term) === 'open') {
        // Of itself alone it is named already, as the same text twice.
        if (edge.term !== top.term) {
          const message =
            'expected no way back to where it began: make a group (words) of those that mean the same';
          errors.push({ path: edge.at, message });
        }
      } else if (!state.has(edge.term)) {
        state.set(edge.term, 'open');
        stack.push({ term: edge.term, edge: 0 });
      }
    }
  }
  return errors;
}
