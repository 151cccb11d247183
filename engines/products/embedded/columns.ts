import type { ProductColumns } from '../product-index.js';
import type { Layers } from './layers.js';
import type { KeywordColumn } from './segment.js';

/** Columns of products by their places; −1 stands for a product that is gone. */
export function columnsAt(layers: Layers, places: Int32Array): ProductColumns {
  return {
    price: numbers(layers, 'price', places),
    rating: numbers(layers, 'rating', places),
    ratingCount: numbers(layers, 'ratingCount', places),
    brand: lastKeyword(layers, 'brand', places),
    category: lastKeyword(layers, 'category', places),
  };
}

function numbers(layers: Layers, field: string, places: Int32Array): Float64Array {
  const columns = layers.all.map(({ segment, offset }) => ({ column: segment.numeric.get(field), offset }));
  const out = new Float64Array(places.length).fill(Number.NaN);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    if (place < 0) continue;
    const of = columns[layers.numberOf(place)];
    out[i] = of?.column?.[place - of.offset] ?? Number.NaN;
  }
  return out;
}

/** The value of a single-valued field; of a category the whole path, which is the longest of its prefixes. */
function lastKeyword(layers: Layers, field: string, places: Int32Array): (string | undefined)[] {
  const columns = layers.all.map(({ segment, offset }) => {
    const column = segment.keyword.get(field);
    return column === undefined ? undefined : { column, offset, texts: textsOf(column) };
  });
  const out: (string | undefined)[] = [];
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    const of = place < 0 ? undefined : columns[layers.numberOf(place)];
    out.push(of === undefined ? undefined : lastValue(of.column, of.texts, place - of.offset));
  }
  return out;
}

/** Values that were asked for, by their numbers: each is decoded once a column, not once a query. */
const decoded = new WeakMap<KeywordColumn, Map<number, string>>();

function textsOf(column: KeywordColumn): Map<number, string> {
  const texts = decoded.get(column) ?? new Map<number, string>();
  decoded.set(column, texts);
  return texts;
}

function lastValue(
  { dictionary, values, offsets }: KeywordColumn,
  texts: Map<number, string>,
  slot: number,
): string | undefined {
  let number: number;
  if (offsets === undefined) number = (values[slot] ?? 0) - 1;
  else {
    // Values stand in sorted order, and a path sorts after its own prefixes.
    const end = offsets[slot + 1] ?? 0;
    number = end > (offsets[slot] ?? 0) ? (values[end - 1] as number) : -1;
  }
  if (number < 0) return undefined;
  let text = texts.get(number);
  if (text === undefined) texts.set(number, (text = dictionary.at(number)));
  return text;
}

/** Distinct currencies of the living priced products, sorted. */
export function pricedCurrencies(layers: Layers): string[] {
  const found = new Set<string>();
  for (const { segment, dead } of layers.all) {
    const prices = segment.numeric.get('price');
    const column = segment.keyword.get('currency');
    if (prices === undefined || column === undefined) continue;
    const seen = new Set<number>();
    for (let slot = 0; slot < segment.size; slot++) {
      if (!Number.isNaN(prices[slot]) && dead?.[slot] !== 1) seen.add(column.values[slot] as number);
    }
    seen.delete(0);
    for (const value of seen) found.add(column.dictionary.at(value - 1));
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}
