import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AisleError } from '../../../base/index.js';
import { inMemory, keepInMemory } from './segment-memory.js';
import {
  aligned,
  DIGEST,
  MAGIC,
  PREAMBLE,
  TYPES,
  type SectionArray,
  type SectionEntry,
  type SectionType,
  type SegmentHeader,
} from './segment-format.js';

const CHUNK = 4 << 20;

type Make = (memory: SharedArrayBuffer, offset: number | undefined, length: number) => SectionArray;
const make: Readonly<Record<SectionType, Make>> = {
  u8: (memory, offset, length) => new Uint8Array(memory, offset, length),
  u16: (memory, offset, length) => new Uint16Array(memory, offset, length),
  u32: (memory, offset, length) => new Uint32Array(memory, offset, length),
  f64: (memory, offset, length) => new Float64Array(memory, offset, length),
};

/** The sections of a segment, over one piece of shared memory that worker threads can be given. */
export class Sections {
  private constructor(
    readonly memory: SharedArrayBuffer,
    private readonly header: SegmentHeader,
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
    let header: SegmentHeader;
    try {
      header = JSON.parse(bytes.toString('utf8', PREAMBLE, PREAMBLE + headerLength)) as SegmentHeader;
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
