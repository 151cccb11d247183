import { Breath } from '../../../base/index.js';
import { Dictionary } from './dictionary.js';

/** Ordinals of products by the keys of their identifiers (`identifierKey`). */
export class IdentifierTable {
  constructor(
    /** In UTF-16 order. */
    private readonly keys: Dictionary,
    /** Where the ordinals of each key begin, and where those of the last one end. */
    private readonly starts: Uint32Array,
    private readonly ordinals: Uint32Array,
  ) {}

  /** Products that have an identifier, ascending; empty where none has. */
  find(key: string): Uint32Array {
    const number = this.keys.find(key);
    return number < 0
      ? this.ordinals.subarray(0, 0)
      : this.ordinals.subarray(this.starts[number], this.starts[number + 1]);
  }

  /** The keys that begin so, in UTF-16 order. */
  *beginning(prefix: string): Generator<string> {
    const [from, to] = this.keys.prefixed(prefix);
    for (let number = from; number < to; number++) yield this.keys.at(number);
  }
}

/**
 * A table of pairs in any order, made without holding up others; a pair that comes again counts once. Pairs that do not
 * ascend, by key in UTF-16 order and then by ordinal, are sorted first, in one piece.
 */
export async function identifierTable(
  pairs: Iterable<readonly [key: string, ordinal: number]>,
): Promise<IdentifierTable> {
  const breath = new Breath();
  const ascending = await ascendingPairs(pairs, breath);
  const keys: string[] = [];
  const starts = new Uint32Array(ascending.length + 1);
  const ordinals = new Uint32Array(ascending.length);
  let length = 0;
  for (const [key, ordinal] of ascending) {
    await breath.draw();
    if (key !== keys.at(-1)) {
      starts[keys.length] = length;
      keys.push(key);
    } else if (ordinal === ordinals[length - 1]) continue;
    ordinals[length++] = ordinal;
  }
  starts[keys.length] = length;
  return new IdentifierTable(
    await dictionaryOf(keys, breath),
    starts.slice(0, keys.length + 1),
    ordinals.slice(0, length),
  );
}

async function ascendingPairs(
  pairs: Iterable<readonly [key: string, ordinal: number]>,
  breath: Breath,
): Promise<readonly (readonly [key: string, ordinal: number])[]> {
  const all: (readonly [key: string, ordinal: number])[] = [];
  let ascends = true;
  for (const pair of pairs) {
    await breath.draw();
    const before = all.at(-1);
    ascends &&= before === undefined || compare(before, pair) <= 0;
    all.push(pair);
  }
  return ascends ? all : all.sort(compare);
}

function compare([a, x]: readonly [string, number], [b, y]: readonly [string, number]): number {
  return a < b ? -1 : a > b ? 1 : x - y;
}

async function dictionaryOf(sorted: readonly string[], breath: Breath): Promise<Dictionary> {
  const starts = new Uint32Array(sorted.length + 1);
  for (const [i, text] of sorted.entries()) {
    await breath.draw();
    starts[i + 1] = (starts[i] as number) + Buffer.byteLength(text);
  }
  const bytes = Buffer.alloc(starts.at(-1) ?? 0);
  for (const [i, text] of sorted.entries()) {
    await breath.draw();
    bytes.write(text, starts[i] as number);
  }
  return new Dictionary(bytes, starts);
}
