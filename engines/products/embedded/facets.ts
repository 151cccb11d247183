import type { FacetAnswer, FacetRequest } from '../product-index.js';
import { boundaries } from '../buckets.js';
import type { Arranged } from './arrange.js';
import type { Layers } from './layers.js';
import type { KeywordColumn } from './segment.js';

/** Products to count, with the variants of a group side by side. */
export interface Counted extends Arranged {
  /** By position: 1 counts for this facet. */
  readonly counts: Uint8Array;
}

/** Counts one facet exactly: a group counts once for each value that one of its counted variants has. */
export function countFacet(layers: Layers, request: FacetRequest, counted: Counted): FacetAnswer {
  layers.expectField(request.kind, request.field);
  return request.kind === 'numeric'
    ? countNumeric(layers, request.field, counted)
    : { kind: 'keyword', values: countKeyword(layers, request.field, counted, request.limit) };
}

/** How often each value of a keyword field was counted. */
interface Tally {
  readonly times: Uint32Array;
  /** The group that was last counted for each value, plus one. */
  readonly last: Uint32Array;
  /** Values that were counted at all. */
  readonly found: number[];
}

function countKeyword(layers: Layers, field: string, counted: Counted, limit: number) {
  const { values: numbering, base } = layers;
  const own = base.segment.keyword.get(field)?.dictionary;
  // First the numbers, so that there is room for all of them.
  const columns = layers.all.map(({ segment, offset }): LayerColumn | undefined => {
    const column = segment.keyword.get(field);
    if (column === undefined) return undefined;
    const numbers = segment === base.segment ? undefined : numbering?.of(segment, field, column);
    return { column, numbers, groups: segment.groups, offset };
  });
  const size = numbering?.size(field) ?? own?.size ?? 0;
  const tally: Tally = { times: new Uint32Array(size), last: new Uint32Array(size), found: [] };
  for (let run = 0; run < counted.numbers.length; run++) {
    const column = columns[counted.numbers[run] as number];
    if (column !== undefined) countRun(column, run, counted, tally);
  }
  const { times, found } = tally;
  const known = own?.size ?? 0;
  if (numbering !== undefined && found.some((value) => value >= known)) {
    const texts = new Map(found.map((value) => [value, numbering.text(field, value)]));
    const text = (value: number) => texts.get(value) ?? '';
    return found
      .sort((a, b) => (times[b] as number) - (times[a] as number) || (text(a) < text(b) ? -1 : 1))
      .slice(0, limit)
      .map((value) => ({ value: text(value), count: times[value] as number }));
  }
  // The dictionary is sorted, so a value's number orders values with equal counts. Both fit one double.
  const keys = Float64Array.from(found, (value) => value - (times[value] as number) * size).sort();
  return Array.from(keys.subarray(0, limit), (key) => {
    const value = ((key % size) + size) % size;
    return { value: own?.at(value) ?? '', count: times[value] as number };
  });
}

interface LayerColumn {
  readonly column: KeywordColumn;
  /** By the segment's own numbers: those of all layers. Absent where they are the same. */
  readonly numbers: Uint32Array | undefined;
  readonly groups: Uint32Array;
  readonly offset: number;
}

function countRun(
  { column: { values, offsets }, numbers, groups, offset }: LayerColumn,
  run: number,
  { places, starts, counts }: Counted,
  { times, last, found }: Tally,
): void {
  const count = (own: number, mark: number) => {
    const value = numbers === undefined ? own : (numbers[own] as number);
    if (last[value] === mark) return;
    last[value] = mark;
    if (times[value] === 0) found.push(value);
    times[value] = (times[value] as number) + 1;
  };
  const to = starts[run + 1] as number;
  for (let i = starts[run] as number; i < to; i++) {
    if (counts[i] === 0) continue;
    const slot = (places[i] as number) - offset;
    const mark = (groups[slot] as number) + 1;
    if (offsets === undefined) {
      const value = values[slot] as number;
      if (value !== 0) count(value - 1, mark);
      continue;
    }
    const end = offsets[slot + 1] as number;
    for (let at = offsets[slot] as number; at < end; at++) count(values[at] as number, mark);
  }
}

function countNumeric(layers: Layers, field: string, counted: Counted): FacetAnswer {
  const { places, starts, numbers } = counted;
  const columns = layers.all.map(({ segment }) => segment.numeric.get(field));
  // By position; not a number where there is no value, or none that counts.
  const values = new Float64Array(places.length).fill(Number.NaN);
  let min = Infinity;
  let max = -Infinity;
  for (let run = 0; run < numbers.length; run++) {
    const number = numbers[run] as number;
    const column = columns[number];
    if (column === undefined) continue;
    const offset = layers.all[number]?.offset ?? 0;
    const to = starts[run + 1] as number;
    for (let i = starts[run] as number; i < to; i++) {
      if (counted.counts[i] === 0) continue;
      const value = column[(places[i] as number) - offset] as number;
      values[i] = value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
  const edges = boundaries(min, max);
  const tally = new Uint32Array(edges.length);
  const last = new Uint32Array(edges.length);
  for (let i = 0; i < places.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    let bucket = 0;
    while (bucket + 2 < edges.length && value >= (edges[bucket + 1] as number)) bucket++;
    const mark = layers.groupOf(places[i] as number) + 1;
    if (last[bucket] === mark) continue;
    last[bucket] = mark;
    tally[bucket] = (tally[bucket] as number) + 1;
  }
  const buckets = edges
    .slice(0, -1)
    .map((from, i) => ({ from, to: edges[i + 1] as number, count: tally[i] as number }));
  return { kind: 'numeric', min, max, buckets };
}
