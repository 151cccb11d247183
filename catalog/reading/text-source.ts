import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { AisleError } from '../../base/index.js';
import { decodeCp1252, decodeUtf8, type Decoded } from '../cleaning/encoding.js';
import { SNIFF_BYTES } from '../limits.js';
import { chain, openFileBytes, type FileBytes } from './file-bytes.js';

/** A catalogue file as bytes in which every ASCII character is one byte: rows can be told apart undecoded. */
export interface TextSource {
  readonly path: string;
  readonly encoding: string;
  readonly file: FileBytes;
  /** The first SNIFF_BYTES (or all, where there are fewer), without a byte order mark. */
  readonly head: Buffer;
  /** To be read once; the head included. UTF-16, and what a map names, come as UTF-8. */
  chunks(): AsyncGenerator<Buffer>;
  /** The text of one row's bytes. */
  decode(bytes: Buffer): Decoded;
  /** Closes the file, also where nothing was read. */
  close(): Promise<void>;
}

/** Starts of files that are certainly no text. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive or an Excel workbook; unpack it or save it as CSV'],
  ['d0cf11e0', 'an old Excel or Word file; save it as CSV'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['28b52ffd', 'Zstandard data; unpack it first'],
  ['425a68', 'bzip2 data; unpack it first'],
  ['fd377a58', 'XZ data; unpack it first'],
  ['1f8b', 'gzip within gzip; unpack it once'],
  ['50415231', 'a Parquet file; convert it to NDJSON'],
  ['53514c697465', 'an SQLite database'],
];

interface Told {
  readonly encoding: string;
  /** Bytes of the byte order mark. */
  readonly mark: number;
  /** Reads a row's own bytes; undefined where the stream is made UTF-8 first. */
  readonly decode?: (bytes: Buffer) => Decoded;
}

/**
 * Opens a file as text, in the encoding that is `named` or else told from its first bytes; a byte order mark says
 * more than either. Throws `bad_file`.
 */
export async function openTextSource(path: string, named?: string): Promise<TextSource> {
  const file = await openFileBytes(path);
  const raw = file.chunks();
  const { pieces, failure } = await peek(raw);
  const start = Buffer.concat(pieces);
  const rest = failure === undefined ? raw : failing(failure);
  try {
    const { encoding, mark, decode } = tellEncoding(start, named);
    const bytes = start.subarray(mark);
    const text = decode === undefined ? recode(chain([bytes], rest), encoding) : chain([bytes], rest);
    // Without an end, the decoder holds back a character that is cut.
    const head = decode === undefined ? Buffer.from(decoderOf(encoding).write(bytes)) : bytes;
    checkText(path, start, head, failure);
    const close = async () => {
      await raw.return(undefined);
    };
    return {
      path,
      encoding,
      file,
      head: head.subarray(0, SNIFF_BYTES),
      chunks: () => text,
      decode: decode ?? decodeUtf8,
      close,
    };
  } catch (error) {
    await rest.return(undefined);
    throw error;
  }
}

async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ pieces: Buffer[]; failure?: unknown }> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    // Twice as much: UTF-16 has two bytes a character.
    while (length < 2 * SNIFF_BYTES) {
      const next = await chunks.next();
      if (next.done === true) break;
      pieces.push(next.value);
      length += next.value.length;
    }
    return { pieces };
  } catch (failure) {
    return { pieces, failure };
  }
}

/** A stream whose only act is to fail where the file did. */
async function* failing(failure: unknown): AsyncGenerator<Buffer> {
  throw failure;
}

function tellEncoding(start: Buffer, named: string | undefined): Told {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) {
    return { encoding: 'utf-8', mark: 3, decode: decodeUtf8 };
  }
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  if (named !== undefined) {
    // A row of it that is no UTF-8 is still put right and reported.
    return /^utf-?8$/i.test(named)
      ? { encoding: 'utf-8', mark: 0, decode: decodeUtf8 }
      : { encoding: named, mark: 0 };
  }
  const zeros = [0, 0];
  const looked = Math.min(start.length, 4096);
  for (let i = 0; i < looked; i++) if (start[i] === 0) zeros[i & 1] = (zeros[i & 1] as number) + 1;
  const [even, odd] = zeros as [number, number];
  // Keys and markup of a product file are ASCII: in UTF-16 well over a sixth of all bytes are zero on one side.
  if (odd > looked / 6 && even < odd / 10) return { encoding: 'utf-16le', mark: 0 };
  if (even > looked / 6 && odd < even / 10) return { encoding: 'utf-16be', mark: 0 };
  return isCp1252(start)
    ? { encoding: 'windows-1252', mark: 0, decode: decodeCp1252 }
    : { encoding: 'utf-8', mark: 0, decode: decodeUtf8 };
}

/** Not one multi-byte character of UTF-8, but bytes that only a one-byte encoding has. */
function isCp1252(start: Buffer): boolean {
  const window = start.subarray(0, SNIFF_BYTES);
  // The window may end inside a character.
  for (let less = 0; less < 4; less++) if (isUtf8(window.subarray(0, window.length - less))) return false;
  return !/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}/.test(window.toString('latin1'));
}

const decoderOf = (encoding: string) => iconv.getDecoder(encoding, { stripBOM: false });

async function* recode(chunks: AsyncGenerator<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = decoderOf(encoding);
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    if (text !== '') yield Buffer.from(text);
  }
  const last = decoder.end();
  if (last !== undefined && last !== '') yield Buffer.from(last);
}

function checkText(path: string, start: Buffer, head: Buffer, failure: unknown): void {
  const hex = start.subarray(0, 8).toString('hex');
  const magic = MAGIC.find(([signature]) => hex.startsWith(signature));
  if (magic) throw new AisleError('bad_file', `${path} is ${magic[1]}`);
  const looked = head.subarray(0, 4096);
  let controls = 0;
  for (const byte of looked) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) controls++;
  if (controls > looked.length / 20) {
    throw new AisleError('bad_file', `${path} is no text; expected NDJSON, CSV or a JSON array, gzip or not`);
  }
  if (failure === undefined && head.length < SNIFF_BYTES && head.toString('latin1').trim() === '') {
    throw new AisleError('bad_file', `${path} holds nothing but white space`);
  }
}
