import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { AisleError } from '../../../base/index.js';
import { inMemory, keepInMemory } from './segment-memory.js';

/**
 * The segment file: named typed arrays in one checksummed file.
 * `AISLESG1`, header length (uint32, little endian), 4 zero bytes, header (JSON, padded with spaces to 8 bytes),
 * the sections in the header's order, each padded to 8 bytes, SHA-256 of everything before it.
 */
const MAGIC = 'AISLESG1';
const PREAMBLE = 16;
const DIGEST = 32;
const CHUNK = 4 << 20;

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;
export type SectionType = keyof typeof TYPES;
export type SectionArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface SectionEntry {
  readonly name: string;
  readonly type: SectionType;
  /** In elements. */
  readonly length: number;
}

interface Header {
  /** Of the whole file. */
  readonly bytes: number;
  readonly sections: readonly SectionEntry[];
  readonly properties: unknown;
}

type Make = (memory: SharedArrayBuffer, offset: number | undefined, length: number) => SectionArray;
const make: Readonly<Record<SectionType, Make>> = {
  u8: (memory, offset, length) => new Uint8Array(memory, offset, length),
  u16: (memory, offset, length) => new Uint16Array(memory, offset, length),
  u32: (memory, offset, length) => new Uint32Array(memory, offset, length),
  f64: (memory, offset, length) => new Float64Array(memory, offset, length),
};

const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;
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

/** The beginning of a segment of these sections, and the length of the whole. */
function headOf(spools: readonly SectionSpool[], properties: unknown): { head: Buffer; bytes: number } {
  const sections = spools.map(({ name, type, length }) => ({ name, type, length }));
  const payload = spools.reduce((sum, spool) => sum + aligned(byteLength(spool)), 0);
  const encode = (bytes: number) =>
    Buffer.from(JSON.stringify({ bytes, sections, properties } satisfies Header));
  // The header names the file's length, whose digits are part of the header: room is left for them.
  const headerLength = aligned(encode(0).length + 16);
  const bytes = PREAMBLE + headerLength + payload + DIGEST;
  const head = Buffer.alloc(PREAMBLE + headerLength, ' ');
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt32LE(headerLength, 8);
  head.writeUInt32LE(0, 12);
  encode(bytes).copy(head, PREAMBLE);
  return { head, bytes };
}

const byteLength = ({ length, type }: SectionSpool) => length * TYPES[type].BYTES_PER_ELEMENT;

/** Hands a whole segment but for its checksum to `write`, in order. */
function drainAll(
  head: Uint8Array,
  spools: readonly SectionSpool[],
  write: (bytes: Uint8Array) => void,
): void {
  write(head);
  for (const spool of spools) {
    const length = byteLength(spool);
    spool.drain(write);
    write(new Uint8Array(aligned(length) - length));
  }
}

/** Joins the spools to one durable segment file; answers its checksum (hex). */
export function writeSegment(path: string, spools: readonly SectionSpool[], properties: unknown): string {
  const { head } = headOf(spools, properties);
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  try {
    drainAll(head, spools, (chunk) => {
      hash.update(chunk);
      writeAll(file, chunk);
    });
    const digest = hash.digest();
    writeAll(file, digest);
    fsyncSync(file);
    return digest.toString('hex');
  } finally {
    closeSync(file);
  }
}

/** Joins the spools to a segment in memory that threads share. It never lies on a disk, so that it has no checksum. */
export function segmentInMemory(spools: readonly SectionSpool[], properties: unknown): SharedArrayBuffer {
  const { head, bytes } = headOf(spools, properties);
  const memory = new SharedArrayBuffer(bytes);
  const target = new Uint8Array(memory);
  let at = 0;
  drainAll(head, spools, (chunk) => {
    target.set(chunk, at);
    at += chunk.length;
  });
  return memory;
}

/** The sections of a segment, over one piece of shared memory that worker threads can be given. */
export class Sections {
  private constructor(
    readonly memory: SharedArrayBuffer,
    private readonly header: Header,
    private readonly entries: ReadonlyMap<string, SectionEntry & { readonly offset: number }>,
  ) {}

  /**
   * Reads, checks and maps a segment file. Throws `corrupt` for anything but the very bytes that were written.
   * A content that this process has in memory already is checked on the disk and not kept twice: a build is opened to be
   * verified and again to be published, and half a gigabyte for a million products is not given back at once.
   */
  static async read(path: string, checksum: string): Promise<Sections> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size < PREAMBLE + DIGEST) throw corrupt(path, 'it is too short');
      const known = inMemory(checksum, size);
      const memory = known ?? new SharedArrayBuffer(size);
      const bytes = new Uint8Array(memory);
      const scratch = known === undefined ? undefined : new Uint8Array(CHUNK);
      const stored = Buffer.alloc(DIGEST);
      const hash = createHash('sha256');
      for (let position = 0; position < size;) {
        const length = Math.min(CHUNK, size - position);
        const chunk = (scratch ?? bytes.subarray(position)).subarray(0, length);
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
        if (bytesRead === 0) throw corrupt(path, 'it ended while being read');
        const content = Math.min(bytesRead, Math.max(0, size - DIGEST - position));
        hash.update(chunk.subarray(0, content));
        if (content < bytesRead)
          stored.set(chunk.subarray(content, bytesRead), position + content - (size - DIGEST));
        position += bytesRead;
      }
      const digest = hash.digest();
      if (!digest.equals(stored)) throw corrupt(path, 'its checksum does not match');
      if (digest.toString('hex') !== checksum) throw corrupt(path, 'it is not the file that meta.json names');
      const sections = Sections.over(memory, path);
      keepInMemory(checksum, memory);
      return sections;
    } finally {
      await handle.close();
    }
  }

  /** Maps memory that `read` has checked: what a worker thread does. */
  static over(memory: SharedArrayBuffer, path = 'segment'): Sections {
    const bytes = Buffer.from(memory);
    if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw corrupt(path, 'it is not a segment');
    const headerLength = bytes.readUInt32LE(8);
    if (headerLength % 8 !== 0 || PREAMBLE + headerLength + DIGEST > bytes.length) {
      throw corrupt(path, 'its header is out of bounds');
    }
    let header: Header;
    try {
      header = JSON.parse(bytes.toString('utf8', PREAMBLE, PREAMBLE + headerLength)) as Header;
    } catch (cause) {
      throw new AisleError('corrupt', `${path} is damaged: its header cannot be read`, { cause });
    }
    if (header.bytes !== bytes.length) throw corrupt(path, 'its length is wrong');
    const entries = new Map<string, SectionEntry & { readonly offset: number }>();
    let offset = PREAMBLE + headerLength;
    for (const { name, type, length } of header.sections) {
      entries.set(name, { name, type, length, offset });
      offset += aligned(length * TYPES[type].BYTES_PER_ELEMENT);
    }
    if (offset + DIGEST !== bytes.length) throw corrupt(path, 'its sections are out of bounds');
    return new Sections(memory, header, entries);
  }

  get properties(): unknown {
    return this.header.properties;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  u8 = (name: string) => this.view(name, 'u8') as Uint8Array;
  u16 = (name: string) => this.view(name, 'u16') as Uint16Array;
  u32 = (name: string) => this.view(name, 'u32') as Uint32Array;
  f64 = (name: string) => this.view(name, 'f64') as Float64Array;

  private view(name: string, type: SectionType): SectionArray {
    const entry = this.entries.get(name);
    if (entry?.type !== type) throw corrupt('segment', `section ${name} (${type}) is missing`);
    return make[type](this.memory, entry.offset, entry.length);
  }
}

function corrupt(path: string, why: string): AisleError {
  return new AisleError('corrupt', `${path} is damaged: ${why}`);
}
