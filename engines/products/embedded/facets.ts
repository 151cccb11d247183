import type { FacetAnswer, FacetRequest } from '../product-index.js';
import { boundaries } from '../buckets.js';
import type { KeywordColumn, Segment } from './segment.js';

/** Products to count, with the variants of a group side by side. */
export interface Counted {
  readonly ordinals: Uint32Array;
  /** By position: 1 counts for this facet. */
  readonly counts: Uint8Array;
}

/** Counts one facet exactly: a group counts once for each value that one of its counted variants has. */
export function countFacet(segment: Segment, request: FacetRequest, counted: Counted): FacetAnswer {
  if (request.kind === 'numeric') return countNumeric(segment, segment.numericColumn(request.field), counted);
  const column = segment.keywordColumn(request.field);
  return column === undefined
    ? { kind: 'keyword', values: [] }
    : { kind: 'keyword', values: countKeyword(segment, column, counted, request.limit) };
}

function countKeyword(segment: Segment, column: KeywordColumn, { ordinals, counts }: Counted, limit: number) {
  const { dictionary, values, offsets } = column;
  const { groups } = segment;
  const tally = new Uint32Array(dictionary.size);
  // The group that was last counted for each value, plus one.
  const last = new Uint32Array(dictionary.size);
  const found: number[] = [];
  for (let i = 0; i < ordinals.length; i++) {
    if (counts[i] === 0) continue;
    const ordinal = ordinals[i] as number;
    const mark = (groups[ordinal] as number) + 1;
    if (offsets === undefined) {
      const value = values[ordinal] as number;
      if (value === 0) continue;
      if (last[value - 1] === mark) continue;
      last[value - 1] = mark;
      if (tally[value - 1] === 0) found.push(value - 1);
      tally[value - 1] = (tally[value - 1] as number) + 1;
      continue;
    }
    const end = offsets[ordinal + 1] as number;
    for (let at = offsets[ordinal] as number; at < end; at++) {
      const value = values[at] as number;
      if (last[value] === mark) continue;
      last[value] = mark;
      if (tally[value] === 0) found.push(value);
      tally[value] = (tally[value] as number) + 1;
    }
  }
  // The dictionary is sorted, so a value's number orders values with equal counts. Both fit one double.
  const keys = Float64Array.from(found, (value) => value - (tally[value] as number) * dictionary.size).sort();
  return Array.from(keys.subarray(0, limit), (key) => {
    const value = ((key % dictionary.size) + dictionary.size) % dictionary.size;
    return { value: dictionary.at(value), count: tally[value] as number };
  });
}

function countNumeric(
  segment: Segment,
  column: Float64Array | undefined,
  { ordinals, counts }: Counted,
): FacetAnswer {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; column !== undefined && i < ordinals.length; i++) {
    const value = column[ordinals[i] as number] as number;
    if (counts[i] === 0 || Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (column === undefined || min > max)
    return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
  const edges = boundaries(min, max);
  const tally = new Uint32Array(edges.length);
  const last = new Uint32Array(edges.length);
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    const value = column[ordinal] as number;
    if (counts[i] === 0 || Number.isNaN(value)) continue;
    let bucket = 0;
    while (bucket + 2 < edges.length && value >= (edges[bucket + 1] as number)) bucket++;
    const mark = (segment.groups[ordinal] as number) + 1;
    if (last[bucket] === mark) continue;
    last[bucket] = mark;
    tally[bucket] = (tally[bucket] as number) + 1;
  }
  const buckets = edges
    .slice(0, -1)
    .map((from, i) => ({ from, to: edges[i + 1] as number, count: tally[i] as number }));
  return { kind: 'numeric', min, max, buckets };
}
