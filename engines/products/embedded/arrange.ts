import type { SortOrder } from '../product-index.js';
import { SORT_COLUMNS } from '../sort-columns.js';
import type { Layer, Layers } from './layers.js';
import type { OrdinalSet } from './ordinal-set.js';
import type { Segment } from './segment.js';

/** Products of several layers in one order; the stretches of one layer are its runs. */
export interface Arranged {
  readonly places: Uint32Array;
  /** By run: the position of its first place, and after the last run the number of places. */
  readonly starts: Uint32Array;
  /** By run: the number of the layer. */
  readonly numbers: Uint16Array;
}

/** An order of products. */
export interface Order {
  /** Order and ranks within a segment; undefined when its products lie in this order. */
  within(segment: Segment): { readonly order: Uint32Array; readonly rank: Uint32Array } | undefined;
  /** Between products of two layers: below 0 when the first comes first. */
  between(a: Layer, x: number, b: Layer, y: number): number;
}

/** The variants of a group side by side. */
export const BY_GROUP: Order = {
  within: ({ groupOrder, groupRank }) =>
    groupOrder === undefined || groupRank === undefined ? undefined : { order: groupOrder, rank: groupRank },
  between: (a, x, b, y) => (a.segment.groups[x] as number) - (b.segment.groups[y] as number),
};

export const BY_ID: Order = { within: () => undefined, between: compareIds };

/** By a column, products without the value last, ties by id. */
export function bySort(sort: SortOrder): Order {
  const { field, sign } = SORT_COLUMNS[sort];
  const at = ({ segment }: Layer, slot: number) => {
    const value = segment.numeric.get(field)?.[slot] ?? Number.NaN;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
  };
  return {
    within: (segment) => ({ order: segment.order(sort), rank: segment.rank(sort) }),
    between: (a, x, b, y) => {
      const [own, other] = [at(a, x), at(b, y)];
      return own < other ? -1 : own > other ? 1 : compareIds(a, x, b, y);
    },
  };
}

function compareIds(a: Layer, x: number, b: Layer, y: number): number {
  const own = a.changed?.positions[x] ?? x;
  const other = b.changed?.positions[y] ?? y;
  if (own !== other || a.changed === undefined || b.changed === undefined) return own - other;
  return a.changed.compareIds(x, b.changed, y);
}

/** Puts places, which ascend, in an order; in time linear in them where they are of one layer. */
export function arrange(layers: Layers, places: Uint32Array, order: Order, set: OrdinalSet): Uint32Array {
  let arranged: Uint32Array | undefined;
  let to = places.length;
  // From the last layer on: the small ones are merged before the large one.
  for (let number = layers.changed.length; number >= 0; number--) {
    const layer = layers.changed[number - 1] ?? layers.base;
    const from = number === 0 ? 0 : lowerBound(places, layer.offset, to);
    if (from === to && number > 0) continue;
    const own = withinLayer(layer, places.subarray(from, to), order, set);
    to = from;
    arranged = arranged === undefined ? own : merge(layers, layer, own, arranged, order);
  }
  return arranged ?? places;
}

/** Divides places in any order into runs. */
export function inRuns(layers: Layers, places: Uint32Array): Arranged {
  const starts: number[] = [];
  const numbers: number[] = [];
  if (layers.changed.length === 0) {
    starts.push(0);
    numbers.push(0);
  } else {
    let last = -1;
    for (let i = 0; i < places.length; i++) {
      const number = layers.numberOf(places[i] as number);
      if (number === last) continue;
      starts.push(i);
      numbers.push(number);
      last = number;
    }
  }
  starts.push(places.length);
  return { places, starts: Uint32Array.from(starts), numbers: Uint16Array.from(numbers) };
}

/** Sorts by a precomputed order, in time linear in the set. */
function withinLayer(
  { segment, offset }: Layer,
  places: Uint32Array,
  by: Order,
  set: OrdinalSet,
): Uint32Array {
  const known = by.within(segment);
  if (known === undefined) return places;
  const { order, rank } = known;
  if (offset === 0 && places.length === segment.size) return order;
  for (const place of places) set.add(rank[place - offset] as number);
  const ranks = set.drain();
  for (let i = 0; i < ranks.length; i++) ranks[i] = offset + (order[ranks[i] as number] as number);
  return ranks;
}

/** `first` are places of one layer, `second` of those behind it; both in the order. */
function merge(
  layers: Layers,
  layer: Layer,
  first: Uint32Array,
  second: Uint32Array,
  order: Order,
): Uint32Array {
  if (first.length === 0) return second;
  const merged = new Uint32Array(first.length + second.length);
  let at = 0;
  let from = 0;
  for (const place of second) {
    const other = layers.changed[layers.numberOf(place) - 1] as Layer;
    const slot = place - other.offset;
    while (
      from < first.length &&
      order.between(layer, (first[from] as number) - layer.offset, other, slot) <= 0
    ) {
      merged[at++] = first[from++] as number;
    }
    merged[at++] = place;
  }
  merged.set(first.subarray(from), at);
  return merged;
}

function lowerBound(values: Uint32Array, wanted: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
