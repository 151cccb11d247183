import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AisleError } from '../base/index.js';

/** Longer lines are given as undefined: no event is that long. Bytes. */
const MAX_LINE = 1_048_576;
const NEWLINE = 0x0a;

export interface FileLines {
  /** Bytes of the file as it lies on the disk. */
  readonly size: number;
  readonly bytesRead: () => number;
  /** Each line in order, without its end, decoded as UTF-8; undefined for a line that is too long. */
  readonly lines: AsyncIterable<string | undefined>;
}

/** Lines of a text file, gzip or not, as a stream. Throws `bad_file` when it cannot be read to its end. */
export async function fileLines(file: string): Promise<FileLines> {
  const { size, gzip } = await inspect(file);
  const source = createReadStream(file);
  const bytes: Readable = gzip ? pipeline(source, createGunzip(), () => undefined) : source;
  return { size, bytesRead: () => source.bytesRead, lines: split(bytes, file) };
}

async function inspect(file: string): Promise<{ size: number; gzip: boolean }> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) throw new AisleError('bad_file', `${file} is not a file`);
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
      return { size: stats.size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(error, file);
  }
}

async function* split(bytes: Readable, file: string): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (): string | undefined => {
    const line = length > MAX_LINE ? undefined : decoder.decode(Buffer.concat(parts)).replace(/\r$/, '');
    parts = [];
    length = 0;
    return line;
  };
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length <= MAX_LINE) parts.push(part);
    else parts = [];
  };
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        keep(chunk.subarray(from, at));
        from = at + 1;
        yield take();
      }
      keep(chunk.subarray(from));
    }
  } catch (error) {
    throw unreadable(error, file);
  }
  if (length > 0) yield take();
}

function unreadable(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || code === 'bad_file') return error;
  const why = code === 'Z_BUF_ERROR' ? 'the gzip data ends too early' : code;
  return new AisleError('bad_file', `${file} cannot be read: ${why}`, { cause: error });
}
