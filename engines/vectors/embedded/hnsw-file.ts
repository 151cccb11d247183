import { open } from 'node:fs/promises';
import { AisleError } from '../../../base/index.js';

/**
 * hnswlib's file (hnswalg.h, saveIndex), little-endian, 64-bit: 96 bytes of header; for each element its
 * level-0 links, vector and label; then for each element the byte count of its upper links, and these.
 * hnswlib writes it without looking at errors and reads it without looking at the dimensions.
 */
const HEADER = 96;

/** Throws `corrupt` unless the file is a whole graph of so many vectors of so many dimensions. */
export async function checkGraph(path: string, size: number, dimensions: number): Promise<void> {
  const damaged = (what: string): AisleError =>
    new AisleError('corrupt', `the graph file ${path} is not whole: ${what}`);
  const handle = await open(path, 'r');
  try {
    const { size: bytes } = await handle.stat();
    if (bytes < HEADER) throw damaged(`${bytes} bytes hold no header`);
    const header = Buffer.alloc(HEADER);
    await handle.read(header, 0, HEADER, 0);
    const field = (offset: number): number => Number(header.readBigUInt64LE(offset));
    const elements = field(16);
    const elementBytes = field(24);
    const labelOffset = field(32);
    const vectorOffset = field(40);
    if (elements !== size) throw damaged(`it holds ${elements} vectors, expected ${size}`);
    if (labelOffset - vectorOffset !== dimensions * 4 || elementBytes !== labelOffset + 8) {
      throw damaged(
        `its vectors have ${(labelOffset - vectorOffset) / 4} dimensions, expected ${dimensions}`,
      );
    }
    const linksAt = HEADER + elements * elementBytes;
    if (bytes < linksAt + 4 * elements) throw damaged(`it ends early, after ${bytes} bytes`);
    const links = Buffer.alloc(bytes - linksAt);
    await handle.read(links, 0, links.length, linksAt);
    let at = 0;
    for (let i = 0; i < elements; i += 1) {
      if (at + 4 > links.length) throw damaged(`it ends early, after ${bytes} bytes`);
      at += 4 + links.readUInt32LE(at);
    }
    if (at !== links.length) throw damaged(`expected ${linksAt + at} bytes, found ${bytes}`);
  } finally {
    await handle.close();
  }
}
