import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { SectionArray, SectionType } from './segment-format.js';

const bytesOf = (array: SectionArray) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** One section while it is being written: all sections grow at once, each in a spool of its own. */
export abstract class SectionSpool {
  length = 0;
  private readonly buffer: Uint8Array;
  private used = 0;

  constructor(
    readonly name: string,
    readonly type: SectionType,
    buffered: number,
  ) {
    this.buffer = new Uint8Array(buffered);
  }

  append(values: SectionArray): void {
    this.length += values.length;
    this.write(bytesOf(values));
  }

  /** Adds one value to a uint32 section. */
  appendU32(value: number): void {
    this.length++;
    if (this.used + 4 > this.buffer.length) this.flush();
    this.buffer[this.used++] = value & 255;
    this.buffer[this.used++] = (value >>> 8) & 255;
    this.buffer[this.used++] = (value >>> 16) & 255;
    this.buffer[this.used++] = value >>> 24;
  }

  private write(bytes: Uint8Array): void {
    if (bytes.length > this.buffer.length) {
      this.flush();
      this.spill(bytes);
      return;
    }
    if (this.used + bytes.length > this.buffer.length) this.flush();
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  private flush(): void {
    this.spill(this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  /** Takes the next bytes: to be copied, the buffer is used again. */
  protected abstract spill(bytes: Uint8Array): void;
  /** Hands over what was spilled, and forgets it. */
  protected abstract unspill(write: (bytes: Uint8Array) => void): void;

  /** Hands the bytes to `write` in order; to be called once. */
  drain(write: (bytes: Uint8Array) => void): void {
    this.flush();
    this.unspill(write);
  }
}

/** Spools to a file. */
export class FileSpool extends SectionSpool {
  constructor(
    name: string,
    type: SectionType,
    private readonly path: string,
  ) {
    super(name, type, 1 << 16);
  }

  /** Opened anew each time: there can be more sections than a process may hold files open. */
  protected spill(bytes: Uint8Array): void {
    const file = openSync(this.path, 'a');
    try {
      writeAll(file, bytes);
    } finally {
      closeSync(file);
    }
  }

  protected unspill(write: (bytes: Uint8Array) => void): void {
    const file = openSync(this.path, 'r');
    try {
      const chunk = new Uint8Array(1 << 20);
      for (;;) {
        const count = readSync(file, chunk, 0, chunk.length, null);
        if (count === 0) break;
        write(chunk.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
    rmSync(this.path, { force: true });
  }
}

/** Spools in memory, for small segments. */
export class MemorySpool extends SectionSpool {
  private chunks: Uint8Array[] = [];

  constructor(name: string, type: SectionType) {
    super(name, type, 1 << 10);
  }

  protected spill(bytes: Uint8Array): void {
    if (bytes.length > 0) this.chunks.push(bytes.slice());
  }

  protected unspill(write: (bytes: Uint8Array) => void): void {
    for (const chunk of this.chunks) write(chunk);
    this.chunks = [];
  }
}

/** writeSync may write less than it was given. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
