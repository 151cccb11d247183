import type { Facet } from '../../search/index.js';
import { fieldOf, levelOf } from './condition.js';
import type { AlgoliaAnswer } from './algolia.js';
import type { Asked } from './read-request.js';

type ValueCount = { readonly value: string; readonly count: number };
const SEPARATOR = ' > ';
/** A boundary of a histogram is a sum of steps; past these digits stands only what the sum added. */
const DIGITS = 12;

/**
 * Aisle's facets as a request asked for them. A number is counted by its histogram: the count of a value is that of the
 * bucket which begins there. `path`: where the request's category menu stands.
 */
export function facetsOf(
  facets: Readonly<Record<string, Facet>>,
  asked: Asked,
  path: string | undefined,
): Pick<AlgoliaAnswer, 'facets' | 'facets_stats'> {
  const counts: [string, Record<string, number>][] = [];
  const stats: [string, { min: number; max: number }][] = [];
  for (const attribute of asked.facets) {
    const facet = facets[fieldOf(attribute)];
    if (facet === undefined) continue;
    if (isValues(facet)) {
      const level = levelOf(attribute);
      const values = level === undefined ? facet : levelValues(facet, level, path);
      counts.push([attribute, recordOf(shownValues(values, attribute, asked))]);
      continue;
    }
    const { min, max, buckets } = facet;
    counts.push([attribute, recordOf(buckets.filter(({ count }) => count > 0).map(bucketValue))]);
    if (min !== undefined && max !== undefined) stats.push([attribute, { min, max }]);
  }
  return { facets: Object.fromEntries(counts), facets_stats: Object.fromEntries(stats) };
}

export function isValues(facet: Facet): facet is readonly ValueCount[] {
  return Array.isArray(facet);
}

function bucketValue({ from, count }: { from: number; count: number }): ValueCount {
  return { value: String(Number(from.toPrecision(DIGITS))), count };
}

/** As many as are wanted, and those that are chosen: the widget shows them in any case. */
function shownValues(values: readonly ValueCount[], attribute: string, { conditions, maxValues }: Asked) {
  const field = fieldOf(attribute);
  const chosen = new Set(
    conditions.flat().flatMap((atom) => (atom.kind === 'value' && atom.field === field ? [atom.value] : [])),
  );
  return values.filter(({ value }, i) => i < maxValues || chosen.has(value));
}

/**
 * One level of the category paths, counted under `path`. A product stands in one path: below it the counts are the same
 * with and without the filter, and of what lies above only what is in it counts.
 */
function levelValues(all: readonly ValueCount[], level: number, path: string | undefined): ValueCount[] {
  const values = all.filter(({ value }) => value.split(SEPARATOR).length === level + 1);
  if (path === undefined) return values;
  const inside = all.find(({ value }) => value === path)?.count ?? 0;
  return values.flatMap(({ value, count }) => {
    if (value === path || value.startsWith(path + SEPARATOR)) return [{ value, count }];
    return path.startsWith(value + SEPARATOR) && inside > 0 ? [{ value, count: inside }] : [];
  });
}

function recordOf(values: readonly ValueCount[]): Record<string, number> {
  return Object.fromEntries(values.map(({ value, count }) => [value, count]));
}
