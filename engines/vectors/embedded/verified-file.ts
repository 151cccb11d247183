import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { AisleError, sha256File } from '../../../base/index.js';
import type { FileSum } from './layout.js';

const CHUNK = 1 << 20;

/** Size and SHA-256 of a file as it lies on the disk. */
export async function sumOf(path: string): Promise<FileSum> {
  const digest = await sha256File(path);
  return { bytes: (await stat(path)).size, sha256: digest };
}

/** Throws `corrupt` unless the file is what the meta file says. */
export async function verifyFile(path: string, expected: FileSum): Promise<void> {
  const { size } = await orMissing(path, stat(path));
  if (size !== expected.bytes) throw wrongSize(path, size, expected);
  if ((await sha256File(path)) !== expected.sha256) throw wrongSum(path);
}

/** Reads a file into memory that threads share, once, and verifies it on the way. */
export async function readVerified(path: string, expected: FileSum): Promise<SharedArrayBuffer> {
  const handle = await orMissing(path, open(path, 'r'));
  try {
    const { size } = await handle.stat();
    if (size !== expected.bytes) throw wrongSize(path, size, expected);
    const shared = new SharedArrayBuffer(size);
    if ((await readInto(handle, new Uint8Array(shared))) !== expected.sha256) throw wrongSum(path);
    return shared;
  } finally {
    await handle.close();
  }
}

async function readInto(handle: FileHandle, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, bytes.length - at), at);
    if (bytesRead === 0) break;
    hash.update(bytes.subarray(at, at + bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}

async function orMissing<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new AisleError('corrupt', `the vector index lacks its file ${path}`, { cause: error });
  }
}

function wrongSize(path: string, size: number, expected: FileSum): AisleError {
  return new AisleError('corrupt', `${path} is damaged: expected ${expected.bytes} bytes, found ${size}`);
}

function wrongSum(path: string): AisleError {
  return new AisleError('corrupt', `${path} is damaged: its content does not match its checksum`);
}
