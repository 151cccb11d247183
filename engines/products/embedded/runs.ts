import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { growableU32, growableU8 } from './growable.js';
import { writeAll } from './section-spool.js';

/** Entries held in memory before they go to disk as a sorted run: 9 bytes each, and as much again while sorting. */
const ENTRIES_IN_MEMORY = 3_000_000;
const KEYS_IN_MEMORY = 400_000;

/** The entries of one key in one run: values (ordinals ascending, or one count) and a byte beside each. */
export interface RunEntries {
  readonly values: Uint32Array;
  readonly codes: Uint8Array;
}

/** A key with its entries, of one run or of several. */
export interface KeyEntries {
  readonly key: string;
  readonly parts: readonly RunEntries[];
}

/**
 * First half of an external sort: (key → list of (uint32, byte)) collected in memory, written as sorted runs.
 * Keys live in spaces (terms, surface words, one for each column); a space's name is the key's prefix.
 */
export class RunBuffer {
  private readonly spaces = new Map<string, Map<string, number>>();
  private keyCount = 0;
  private readonly keys = growableU32();
  private readonly values = growableU32();
  private readonly codes = growableU8();
  /** By key number: how often `count` named it. */
  private readonly counts = growableU32();

  get full(): boolean {
    return this.keys.length >= ENTRIES_IN_MEMORY || this.keyCount >= KEYS_IN_MEMORY;
  }

  get empty(): boolean {
    return this.keyCount === 0;
  }

  space(name: string): Map<string, number> {
    let space = this.spaces.get(name);
    if (space === undefined) {
      space = new Map();
      this.spaces.set(name, space);
    }
    return space;
  }

  private number(space: Map<string, number>, key: string): number {
    let number = space.get(key);
    if (number === undefined) {
      number = this.keyCount++;
      space.set(key, number);
      this.counts.push(0);
    }
    return number;
  }

  add(space: Map<string, number>, key: string, value: number, code: number): void {
    this.keys.push(this.number(space, key));
    this.values.push(value);
    this.codes.push(code);
  }

  /** Counts a key: the run holds one entry with the sum. */
  count(space: Map<string, number>, key: string): void {
    const number = this.number(space, key);
    const counts = this.counts.view();
    counts[number] = (counts[number] as number) + 1;
  }

  /** Each key once, in UTF-16 order, with its entries in the order added; a counted key has one, the sum. Then starts empty. */
  *drain(): Generator<KeyEntries> {
    const names: [key: string, number: number][] = [];
    for (const [space, keys] of this.spaces)
      for (const [key, number] of keys) names.push([space + key, number]);
    names.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const { starts, values, codes } = this.grouped();
    const counts = this.counts.view();
    for (const [key, number] of names) {
      const from = starts[number] as number;
      const to = starts[number + 1] as number;
      const sum = counts[number] as number;
      yield {
        key,
        parts: [
          sum > 0
            ? { values: Uint32Array.of(sum), codes: new Uint8Array(1) }
            : { values: values.subarray(from, to), codes: codes.subarray(from, to) },
        ],
      };
    }
    this.spaces.clear();
    this.keyCount = 0;
    for (const list of [this.keys, this.values, this.codes, this.counts]) list.clear();
  }

  /** Writes everything as one run; then starts empty. */
  flush(path: string): void {
    const file = openSync(path, 'w');
    try {
      let parts: Uint8Array[] = [];
      let bytes = 0;
      for (const { key: name, parts: entries } of this.drain()) {
        const key = Buffer.from(name);
        for (const { values, codes } of entries) {
          const head = Uint32Array.of(key.length, values.length);
          for (const part of [head, key, values, codes]) {
            parts.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
            bytes += part.byteLength;
          }
        }
        if (bytes > 1 << 20) {
          writeAll(file, Buffer.concat(parts));
          parts = [];
          bytes = 0;
        }
      }
      writeAll(file, Buffer.concat(parts));
    } finally {
      closeSync(file);
    }
  }

  /** A counting sort by key number; stable. */
  private grouped(): { starts: Uint32Array; values: Uint32Array; codes: Uint8Array } {
    const keys = this.keys.view();
    const values = this.values.view();
    const codes = this.codes.view();
    const starts = new Uint32Array(this.keyCount + 1);
    for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
    for (let key = 0; key < this.keyCount; key++) {
      starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
    }
    const next = starts.slice();
    const sortedValues = new Uint32Array(values.length);
    const sortedCodes = new Uint8Array(values.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      const at = next[key] as number;
      next[key] = at + 1;
      sortedValues[at] = values[i] as number;
      sortedCodes[at] = codes[i] as number;
    }
    return { starts, values: sortedValues, codes: sortedCodes };
  }
}

/** Reads a run from its start to its end. */
class RunReader {
  key: string | undefined;
  entries: RunEntries = { values: new Uint32Array(), codes: new Uint8Array() };
  private readonly file: number;
  private buffer = Buffer.alloc(1 << 20);
  private from = 0;
  private to = 0;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'r');
    this.next();
  }

  next(): void {
    const head = this.take(8);
    if (head === undefined) {
      this.key = undefined;
      return;
    }
    const keyLength = head.readUInt32LE(0);
    const count = head.readUInt32LE(4);
    const body = this.take(keyLength + count * 5);
    if (body === undefined) throw new Error(`run ${this.path} is cut short`);
    this.key = body.toString('utf8', 0, keyLength);
    // Copied: the buffer is reused, and the values need not be aligned in it.
    const values = new Uint32Array(count);
    body.copy(new Uint8Array(values.buffer), 0, keyLength, keyLength + count * 4);
    const codes = new Uint8Array(count);
    body.copy(codes, 0, keyLength + count * 4);
    this.entries = { values, codes };
  }

  private take(length: number): Buffer | undefined {
    if (this.to - this.from < length) {
      const rest = this.buffer.subarray(this.from, this.to);
      const target = length > this.buffer.length ? Buffer.alloc(length) : this.buffer;
      rest.copy(target);
      this.buffer = target;
      this.from = 0;
      this.to = rest.length;
      while (this.to < length) {
        const count = readSync(this.file, this.buffer, this.to, this.buffer.length - this.to, null);
        if (count === 0) break;
        this.to += count;
      }
      if (this.to === 0) return undefined;
      if (this.to < length) throw new Error(`run ${this.path} is cut short`);
    }
    this.from += length;
    return this.buffer.subarray(this.from - length, this.from);
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }
}

/** Second half: each key once, in order, with its entries of every run in the order of the runs. Removes the runs. */
export function* mergeRuns(paths: readonly string[]): Generator<KeyEntries> {
  const readers = paths.map((path) => new RunReader(path));
  try {
    for (;;) {
      let key: string | undefined;
      for (const reader of readers) {
        if (reader.key !== undefined && (key === undefined || reader.key < key)) key = reader.key;
      }
      if (key === undefined) return;
      const parts: RunEntries[] = [];
      for (const reader of readers) {
        if (reader.key !== key) continue;
        parts.push(reader.entries);
        reader.next();
      }
      yield { key, parts };
    }
  } finally {
    for (const reader of readers) reader.close();
  }
}
