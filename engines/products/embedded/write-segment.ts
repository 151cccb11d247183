import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { aligned, DIGEST, MAGIC, PREAMBLE, TYPES, type SegmentHeader } from './segment-format.js';
import { writeAll, type SectionSpool } from './section-spool.js';

/** The beginning of a segment of these sections, and the length of the whole. */
function headOf(spools: readonly SectionSpool[], properties: unknown): { head: Buffer; bytes: number } {
  const sections = spools.map(({ name, type, length }) => ({ name, type, length }));
  const payload = spools.reduce((sum, spool) => sum + aligned(byteLength(spool)), 0);
  const encode = (bytes: number) =>
    Buffer.from(JSON.stringify({ bytes, sections, properties } satisfies SegmentHeader));
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
