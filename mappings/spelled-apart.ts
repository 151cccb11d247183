import { UNIT_SPELLINGS } from './lexicon.js';
import type { SynonymTerm } from './query-lexicon.js';
import { measure, splitMeasure, termOf } from './word-facts.js';

/**
 * What a measure counts that a product spells apart: number and unit may stand anywhere in it (`pack of 12`,
 * `16 fl oz`), and so may belong to different things.
 */
const FACTOR = 0.8;

/** Number and unit as two words, in every spelling of the unit, for a measure that was typed as one: `12pack`, `16-oz`. */
export function spelledApart(joined: string, parts: readonly string[] | undefined): SynonymTerm[] {
  const split = numberAndUnit(joined, parts);
  if (split === undefined) return [];
  const { number, unit } = split;
  const forms = new Map<string, SynonymTerm>();
  for (const spelling of UNIT_SPELLINGS.get(unit) ?? []) {
    const term = `${number} ${termOf(spelling)}`;
    if (!forms.has(term)) forms.set(term, { term, written: `${number} ${spelling}`, factor: FACTOR });
  }
  return [...forms.values()];
}

function numberAndUnit(
  joined: string,
  parts: readonly string[] | undefined,
): { readonly number: string; readonly unit: string } | undefined {
  const [number, unit] = parts?.length === 2 ? parts : [];
  if (number !== undefined && unit !== undefined) {
    const term = measure(number, unit);
    return term === undefined ? undefined : { number, unit: term.slice(number.length) };
  }
  const split = parts === undefined ? splitMeasure(joined) : undefined;
  return split === undefined
    ? undefined
    : { number: split.number, unit: split.term.slice(split.number.length) };
}
