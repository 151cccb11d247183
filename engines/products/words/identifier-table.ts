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

/** A table of pairs in any order; a pair that comes again counts once. */
export function identifierTable(
  pairs: readonly (readonly [key: string, ordinal: number])[],
): IdentifierTable {
  const sorted = [...pairs].sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y));
  const keys: string[] = [];
  const starts: number[] = [];
  const ordinals: number[] = [];
  for (const [key, ordinal] of sorted) {
    if (key !== keys.at(-1)) {
      keys.push(key);
      starts.push(ordinals.length);
    } else if (ordinal === ordinals.at(-1)) continue;
    ordinals.push(ordinal);
  }
  starts.push(ordinals.length);
  return new IdentifierTable(dictionaryOf(keys), Uint32Array.from(starts), Uint32Array.from(ordinals));
}

function dictionaryOf(sorted: readonly string[]): Dictionary {
  const starts = new Uint32Array(sorted.length + 1);
  sorted.forEach((text, i) => {
    starts[i + 1] = (starts[i] as number) + Buffer.byteLength(text);
  });
  return new Dictionary(Buffer.from(sorted.join('')), starts);
}
