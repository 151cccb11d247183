import { createHash, hash as hashOf } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a text or bytes, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hashOf('sha256', data, 'hex');
}

/**
 * SHA-256 of a file's content, lower-case hex, read as a stream: by its path, or by an open descriptor, which is read
 * from the file's beginning and left open.
 */
export async function sha256File(file: string | number): Promise<string> {
  const hash = createHash('sha256');
  const content =
    typeof file === 'string'
      ? createReadStream(file)
      : createReadStream('', { fd: file, autoClose: false, start: 0 });
  await pipeline(content, hash);
  return hash.digest('hex');
}
