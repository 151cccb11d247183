import { access, constants, open, stat, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { AisleError, isAisleError } from '../../base/index.js';

/** What is read is cleaned in one turn of the event loop: some 50 usual rows, a few milliseconds. */
const READ_BYTES = 64 * 1024;
/** Compressed bytes fed at once: gzip unpacks at most 1,032 to 1, so what waits in memory is bounded by 33 MB. */
const GUNZIP_BYTES = 32 * 1024;

/** A file's bytes, unpacked where it is gzip, with how far reading has come. */
export interface FileBytes {
  /** Size of the file as it lies on the disk; 0 where it has none (a pipe). */
  readonly size: number;
  readonly compressed: boolean;
  /** Bytes read of the file as it lies on the disk. */
  position(): number;
  /** To be read once. Ends with `bad_file` where gzip data are cut or damaged, after all that could be unpacked. */
  chunks(): AsyncGenerator<Buffer>;
}

/**
 * Looks whether a catalogue file can be read, before anything is made ready for it. Throws `bad_file` where it is missing,
 * a folder, unreadable or empty. A pipe is not opened: what it holds can be read once.
 */
export async function expectFile(path: string): Promise<void> {
  try {
    await sizeOf(path);
    await access(path, constants.R_OK);
  } catch (error) {
    throw readError(error, path);
  }
}

/** Opens a catalogue file. Throws `bad_file` where it is missing, a folder, unreadable or empty. */
export async function openFileBytes(path: string): Promise<FileBytes> {
  let handle: FileHandle;
  let size: number;
  try {
    size = await sizeOf(path);
    handle = await open(path, 'r');
  } catch (error) {
    throw readError(error, path);
  }
  let position = 0;
  async function* plain(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
        const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, null);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw readError(error, path);
    } finally {
      await handle.close();
    }
  }
  const bytes = plain();
  const first = await bytes.next();
  if (first.done === true) throw new AisleError('bad_file', `${path} is empty`);
  const whole = chain([first.value], bytes);
  const compressed = first.value[0] === 0x1f && first.value[1] === 0x8b;
  return {
    size,
    compressed,
    position: () => position,
    chunks: () => (compressed ? gunzip(path, whole) : whole),
  };
}

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path);
  if (info.isDirectory()) throw new AisleError('bad_file', `${path} is a folder; expected a file`);
  if (info.isFile() && info.size === 0) throw new AisleError('bad_file', `${path} is empty`);
  return info.isFile() ? info.size : 0;
}

/** Some buffers, then the rest of a stream, which is closed with it. */
export async function* chain(head: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* gunzip(path: string, compressed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: READ_BYTES });
  let ready: Buffer[] = [];
  let unpacked = 0;
  let failure: Error | undefined;
  // Flowing mode hands each piece over at once: a piped stream would drop what it still holds when data break.
  stream.on('data', (piece: Buffer) => {
    unpacked += piece.length;
    ready.push(piece);
  });
  stream.on('error', (error) => (failure = error));
  const take = () => {
    const pieces = ready;
    ready = [];
    return pieces;
  };
  const broken = () => failure !== undefined;
  try {
    for await (const chunk of compressed) {
      for (let at = 0; at < chunk.length && !broken(); at += GUNZIP_BYTES) {
        const slice = chunk.subarray(at, at + GUNZIP_BYTES);
        await new Promise<void>((resolve) => {
          stream.once('close', resolve);
          stream.write(slice, () => {
            stream.off('close', resolve);
            resolve();
          });
        });
        yield* paced(take());
      }
      if (broken()) break;
    }
    if (!broken()) {
      stream.end();
      await once(stream, 'close').catch(() => undefined);
    }
    yield* paced(take());
  } finally {
    stream.destroy();
    await compressed.return(undefined);
  }
  if (failure === undefined) return;
  const cut = (failure as { code?: unknown }).code === 'Z_BUF_ERROR';
  throw new AisleError(
    'bad_file',
    `${path}: the gzip data ${cut ? 'end too early' : 'are damaged'} after ${unpacked} bytes of text`,
    { cause: failure },
  );
}

/** Text handed over before the event loop gets a turn: what a scan by the byte does in a few milliseconds. */
const PIECES_A_TURN = 16;

/** A little gzip can unpack to much text: other work must get its turn between the pieces. */
async function* paced(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  let given = 0;
  for (const piece of pieces) {
    yield piece;
    if (++given % PIECES_A_TURN === 0) await setImmediate();
  }
}

function readError(error: unknown, path: string): unknown {
  switch ((error as { code?: unknown } | null)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AisleError('bad_file', `${path}: there is no such file`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new AisleError('bad_file', `${path}: this user may not read it`, { cause: error });
    case 'EISDIR':
      return new AisleError('bad_file', `${path} is a folder; expected a file`, { cause: error });
    default: {
      if (isAisleError(error)) return error;
      const code = (error as { code?: unknown } | null)?.code;
      const why = typeof code === 'string' ? code : 'unknown reason';
      return new AisleError('bad_file', `${path} cannot be read (${why})`, { cause: error });
    }
  }
}
