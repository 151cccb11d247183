import type { FacetAnswer, FacetRequest } from '../product-index.js';
import { boundaries } from '../buckets.js';
import type { Arranged } from './arrange.js';
import type { Layers } from './layers.js';
import type { KeywordColumn, Segment } from './segment.js';

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

/** Positions [from, to) of one layer. */
interface Run {
  readonly segment: Segment;
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

function* runsOf(layers: Layers, { starts, numbers }: Arranged): Generator<Run> {
  for (let run = 0; run < numbers.length; run++) {
    const { segment, offset } = layers.changed[(numbers[run] as number) - 1] ?? layers.base;
    yield { segment, offset, from: starts[run] as number, to: starts[run + 1] as number };
  }
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
  const translated = new Map(
    layers.changed.flatMap(({ segment }) => {
      const column = segment.keyword.get(field);
      return column === undefined || numbering === undefined
        ? []
        : [[segment, numbering.of(segment, field, column)] as const];
    }),
  );
  const size = numbering?.size(field) ?? own?.size ?? 0;
  const tally: Tally = { times: new Uint32Array(size), last: new Uint32Array(size), found: [] };
  for (const run of runsOf(layers, counted)) {
    const column = run.segment.keyword.get(field);
    if (column !== undefined) countRun(run, column, translated.get(run.segment), counted, tally);
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

function countRun(
  { segment, offset, from, to }: Run,
  { values, offsets }: KeywordColumn,
  numbers: Uint32Array | undefined,
  { places, counts }: Counted,
  { times, last, found }: Tally,
): void {
  const { groups } = segment;
  const count = (own: number, mark: number) => {
    const value = numbers === undefined ? own : (numbers[own] as number);
    if (last[value] === mark) return;
    last[value] = mark;
    if (times[value] === 0) found.push(value);
    times[value] = (times[value] as number) + 1;
  };
  for (let i = from; i < to; i++) {
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
  const { places, counts } = counted;
  let min = Infinity;
  let max = -Infinity;
  for (const { segment, offset, from, to } of runsOf(layers, counted)) {
    const column = segment.numeric.get(field);
    for (let i = from; column !== undefined && i < to; i++) {
      const value = column[(places[i] as number) - offset] as number;
      if (counts[i] === 0 || Number.isNaN(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
  const edges = boundaries(min, max);
  const tally = new Uint32Array(edges.length);
  const last = new Uint32Array(edges.length);
  for (const { segment, offset, from, to } of runsOf(layers, counted)) {
    const column = segment.numeric.get(field);
    for (let i = from; column !== undefined && i < to; i++) {
      const slot = (places[i] as number) - offset;
      const value = column[slot] as number;
      if (counts[i] === 0 || Number.isNaN(value)) continue;
      let bucket = 0;
      while (bucket + 2 < edges.length && value >= (edges[bucket + 1] as number)) bucket++;
      const mark = (segment.groups[slot] as number) + 1;
      if (last[bucket] === mark) continue;
      last[bucket] = mark;
      tally[bucket] = (tally[bucket] as number) + 1;
    }
  }
  const buckets = edges
    .slice(0, -1)
    .map((from, i) => ({ from, to: edges[i + 1] as number, count: tally[i] as number }));
  return { kind: 'numeric', min, max, buckets };
}
