import { completions, corrections, countOf, type Vocabularies } from '../../engines/products/index.js';
import { termOf } from '../../mappings/index.js';
import { compare, type Completion, type CompletionIndex } from './completion-index.js';

export interface CompletionSources {
  readonly catalogue: CompletionIndex;
  /** Queries that many asked. */
  readonly popular: CompletionIndex;
  /** The words of the catalogue; undefined where the engine keeps none. */
  readonly vocabularies: Vocabularies | undefined;
}

export interface Completed {
  readonly completions: readonly Completion[];
  /** What was typed, where nothing begins so and its slip was mended. */
  readonly corrected?: string;
}

/** Unknown words that are looked up in the vocabulary: each costs a pass over it. */
const MENDED = 4;
/** Completions of a last word alone: fewer, since the words before it say nothing of them. */
const BEHIND = 3;

/**
 * Completions of what was typed (see `typedKey`): what begins with it; else its last words completed behind the first
 * ones, if the catalogue knows those; else the same with a slip of a finger mended.
 */
export function complete(typed: string, sources: CompletionSources, limit: number): Completed {
  const whole = found(sources, (index) => index.startingWith(typed, 2 * limit), typed, limit);
  if (whole.length > 0 || begins(sources, typed)) return { completions: whole };
  const mended = mend(typed, sources.vocabularies);
  if (mended === undefined) {
    const ended = behindFirstWords(typed, sources, limit);
    if (ended.length > 0) return { completions: ended };
  }
  const near = found(sources, (index) => index.startingNear(typed, 2 * limit), typed, limit);
  const [nearest] = near;
  if (nearest !== undefined) return { completions: near, corrected: nearest.text };
  const again = mended ?? typed;
  const completions = [
    ...found(sources, (index) => index.startingWith(again, 2 * limit), again, limit),
    ...behindFirstWords(again, sources, limit),
  ].slice(0, limit);
  const [first] = completions;
  if (mended === undefined) return { completions };
  return first === undefined ? { completions } : { completions, corrected: first.text };
}

/** From the longest ending of what was typed to its last word: the first that something begins with. */
function behindFirstWords(typed: string, sources: CompletionSources, limit: number): Completion[] {
  const most = Math.min(limit, BEHIND);
  for (let at = typed.indexOf(' ') + 1; at > 0 && at < typed.length; at = typed.indexOf(' ', at) + 1) {
    const ending = typed.slice(at);
    const ended = found(sources, (index) => index.startingWith(ending, 2 * most), ending, most);
    if (ended.length > 0) return ended.map((completion) => behind(typed.slice(0, at), completion));
  }
  const last = typed.lastIndexOf(' ') + 1;
  if (sources.vocabularies === undefined || last === typed.length) return [];
  return completions(sources.vocabularies, typed.slice(last), most + 1)
    .filter(({ word }) => word !== typed.slice(last))
    .slice(0, most)
    .map(({ word, count }) =>
      behind(typed.slice(0, last), { key: word, text: word, popularity: 0, weight: count }),
    );
}

/** Behind words that it was not searched for with, a completion is as popular as nothing. */
function behind(words: string, { key, text, weight }: Completion): Completion {
  return words === ''
    ? { key, text, popularity: 0, weight }
    : { key: words + key, text: words + text.toLowerCase(), popularity: 0, weight };
}

/** The best of both indices without what was typed itself, and one of those that differ in their endings alone. */
function found(
  { popular, catalogue }: Pick<CompletionSources, 'popular' | 'catalogue'>,
  find: (index: CompletionIndex) => Completion[],
  typed: string,
  limit: number,
): Completion[] {
  const best = new Map<string, Completion>();
  for (const completion of [...find(popular), ...find(catalogue)].sort(compare)) {
    const stems = stemsOf(completion.key);
    if (stems !== stemsOf(typed.trimEnd()) && !best.has(stems)) best.set(stems, completion);
  }
  return [...best.values()].slice(0, limit);
}

const stemsOf = (key: string): string => key.split(' ').map(termOf).join(' ');

/** Something begins so, were it what was typed itself: nothing of it is a slip. */
function begins({ popular, catalogue }: CompletionSources, typed: string): boolean {
  return [popular, catalogue].some((index) => index.startingWith(typed, 1).length > 0);
}

/** The words that the catalogue does not know corrected to those that it does; undefined when there is nothing to mend. */
function mend(typed: string, vocabularies: Vocabularies | undefined): string | undefined {
  if (vocabularies === undefined) return undefined;
  const words = typed.split(' ');
  let left = MENDED;
  const mended = words.map((word) => {
    if (left === 0 || word === '' || countOf(vocabularies, word) > 0) return word;
    left--;
    return corrections(vocabularies, word, 1)[0]?.word ?? word;
  });
  const text = mended.join(' ');
  return text === typed ? undefined : text;
}
