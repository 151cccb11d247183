import {
  analyseQuery,
  NAMING_FIELDS,
  TEXT_FIELDS,
  type Filter,
  type NamedFilter,
} from '../../../mappings/index.js';
import type { Arranged } from './arrange.js';
import { FREQUENCY_BITS } from './format.js';
import type { Layers } from './layers.js';
import type { Segment } from './segment.js';

/** Whether a product of a segment passes. */
type Test = (ordinal: number) => boolean;

/** All conditions on one field (or one `not` / `any`), as one test. */
interface FieldTest {
  readonly field: string | undefined;
  readonly passes: Test;
}

/** Which of some products pass which filters. */
export interface Passing {
  /** By position: 0 passes all, n fails only the filters of `fields[n − 1]`, SEVERAL fails more. */
  readonly failed: Uint8Array;
  readonly fields: readonly (string | undefined)[];
}

export const SEVERAL = 255;

/** Evaluates filters over products. Throws `bad_request` for a field the catalogue does not have. */
export function applyFilters(
  layers: Layers,
  filters: readonly NamedFilter[],
  { places, starts, numbers }: Arranged,
): Passing {
  for (const { filter } of filters) expectFields(layers, filter);
  const tests = layers.all.map(({ segment }) => byField(segment, filters));
  const failed = new Uint8Array(places.length);
  for (let run = 0; run < numbers.length; run++) {
    const number = numbers[run] as number;
    const { offset } = layers.changed[number - 1] ?? layers.base;
    const end = starts[run + 1] as number;
    tests[number]?.forEach(({ passes }, t) => {
      const mark = t + 1;
      for (let i = starts[run] as number; i < end; i++) {
        if (failed[i] === SEVERAL || passes((places[i] as number) - offset)) continue;
        failed[i] = failed[i] === 0 ? mark : SEVERAL;
      }
    });
  }
  return { failed, fields: (tests[0] ?? []).map(({ field }) => field) };
}

function expectFields(layers: Layers, filter: Filter): void {
  if (filter.kind === 'not') expectFields(layers, filter.filter);
  else if (filter.kind === 'any' || filter.kind === 'all')
    for (const each of filter.filters) expectFields(layers, each);
  else if (filter.kind !== 'words')
    layers.expectField(filter.kind === 'range' ? 'numeric' : 'keyword', filter.field);
}

function byField(segment: Segment, filters: readonly NamedFilter[]): FieldTest[] {
  const grouped = new Map<string, Filter[]>();
  const unnamed: Filter[] = [];
  for (const { field, filter } of filters) {
    if (field === undefined) unnamed.push(filter);
    else grouped.set(field, [...(grouped.get(field) ?? []), filter]);
  }
  const tests: FieldTest[] = [...grouped].map(([field, own]) => ({ field, passes: all(segment, own) }));
  if (unnamed.length > 0) tests.push({ field: undefined, passes: all(segment, unnamed) });
  return tests;
}

function all(segment: Segment, filters: readonly Filter[]): Test {
  const tests = filters.map((filter) => compile(segment, filter));
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (ordinal) => tests.every((passes) => passes(ordinal));
}

function compile(segment: Segment, filter: Filter): Test {
  switch (filter.kind) {
    case 'keyword':
      return keyword(segment, filter.field, filter.values);
    case 'range':
      return range(segment, filter);
    case 'words':
      return words(segment, filter.text);
    case 'not': {
      const passes = compile(segment, filter.filter);
      return (ordinal) => !passes(ordinal);
    }
    case 'any': {
      const tests = filter.filters.map((each) => compile(segment, each));
      return (ordinal) => tests.some((passes) => passes(ordinal));
    }
    case 'all':
      return all(segment, filter.filters);
  }
}

function words({ terms, size, postingStarts, postingOrdinals, postingCodes }: Segment, text: string): Test {
  const naming = TEXT_FIELDS.map((field) => NAMING_FIELDS.includes(field));
  const masks = analyseQuery(text).map((word) => {
    const held = new Uint8Array(size);
    for (const number of word.terms.map((term) => terms.find(term))) {
      if (number < 0) continue;
      const end = postingStarts[number + 1] as number;
      for (let at = postingStarts[number] as number; at < end; at++) {
        if (naming[(postingCodes[at] as number) >>> FREQUENCY_BITS] === true) {
          held[postingOrdinals[at] as number] = 1;
        }
      }
    }
    return held;
  });
  return (ordinal) => masks.length > 0 && masks.every((held) => held[ordinal] === 1);
}

function keyword(segment: Segment, field: string, wanted: readonly string[]): Test {
  const column = segment.keyword.get(field);
  if (column === undefined) return () => false;
  const { dictionary, values, offsets } = column;
  // Position 0 stands for no value.
  const allowed = new Uint8Array(dictionary.size + 1);
  for (const value of wanted) {
    const number = dictionary.find(value);
    if (number >= 0) allowed[number + 1] = 1;
  }
  if (offsets === undefined) return (ordinal) => allowed[values[ordinal] as number] === 1;
  return (ordinal) => {
    const end = offsets[ordinal + 1] as number;
    for (let at = offsets[ordinal] as number; at < end; at++) {
      if (allowed[(values[at] as number) + 1] === 1) return true;
    }
    return false;
  };
}

function range(segment: Segment, { field, gte, gt, lte, lt }: Extract<Filter, { kind: 'range' }>): Test {
  const column = segment.numeric.get(field);
  if (column === undefined) return () => false;
  const low = Math.max(gte ?? -Infinity, gt ?? -Infinity);
  const high = Math.min(lte ?? Infinity, lt ?? Infinity);
  const openLow = gt !== undefined && gt >= low;
  const openHigh = lt !== undefined && lt <= high;
  // Not a number fails every comparison.
  return (ordinal) => {
    const value = column[ordinal] as number;
    return (openLow ? value > low : value >= low) && (openHigh ? value < high : value <= high);
  };
}
