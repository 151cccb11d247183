import { AisleError } from '../../base/index.js';
import type { RawRow } from '../rows.js';
import { parseRow } from './json-row.js';
import { cutRow, REENCODED, tooLargeRow } from './problems.js';
import type { TextSource } from './text-source.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const KEPT_BYTES = 32 * 1024;

/** Where the elements stand: in an array that opens at this byte of the text, or one after another. */
export type JsonLayout =
  | { readonly kind: 'array'; readonly opensAt: number; readonly wrapped: boolean }
  | { readonly kind: 'sequence' };

/**
 * The elements of a JSON array (or objects one after another), numbered from 1. The bytes are only searched
 * for where each element ends; `JSON.parse` reads it. So one bad element costs itself alone, one above the
 * limit is passed over without being held, and the report gets it as it stands in the file. (A token
 * stream gives neither, at a tenth of the speed.)
 * Ends with `bad_file` where the array is not closed, after everything that could be read.
 */
export async function* readJsonElements(
  source: TextSource,
  layout: JsonLayout,
  maxRowBytes: number,
): AsyncGenerator<RawRow[]> {
  const scanner = new ElementScanner(source, layout, maxRowBytes);
  let failure: { readonly error: unknown } | undefined;
  const chunks = source.chunks();
  try {
    for (;;) {
      const chunk = await chunks.next().catch((error: unknown) => {
        failure = { error };
        return undefined;
      });
      if (chunk === undefined || chunk.done === true) break;
      const rows = scanner.scan(chunk.value);
      if (rows.length > 0) yield rows;
    }
  } finally {
    await chunks.return(undefined);
  }
  const last = scanner.unfinished();
  if (last !== undefined) yield [last];
  if (failure !== undefined) throw failure.error;
  scanner.checkEnd();
}

class ElementScanner {
  readonly #source: TextSource;
  readonly #layout: JsonLayout;
  readonly #maxBytes: number;
  #skip: number;
  /** Bytes of the text before the present chunk. */
  #before = 0;
  #count = 0;
  #active = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #ended = false;
  #trailing = false;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(source: TextSource, layout: JsonLayout, maxBytes: number) {
    this.#source = source;
    this.#layout = layout;
    this.#maxBytes = maxBytes;
    this.#skip = layout.kind === 'array' ? layout.opensAt + 1 : 0;
  }

  scan(bytes: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    const from = Math.min(this.#skip, bytes.length);
    this.#skip -= from;
    let start = from;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (!this.#active) {
        if (byte <= 0x20 || (byte === COMMA && !this.#ended)) continue;
        if (this.#ended) {
          this.#trailing ||= !(this.#layout.kind === 'array' && this.#layout.wrapped);
          continue;
        }
        if (byte === CLOSE_BRACKET && this.#layout.kind === 'array') {
          this.#ended = true;
          continue;
        }
        this.#active = true;
        this.#count++;
        start = i;
      }
      if (this.#inString) {
        const closed = this.#stringEnd(bytes, i);
        if (closed === -1) break;
        i = closed;
        this.#inString = false;
        if (this.#depth === 0) rows.push(this.#finish(bytes.subarray(start, i + 1)));
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.#depth > 0) {
          if (--this.#depth === 0) rows.push(this.#finish(bytes.subarray(start, i + 1)));
        } else {
          // The end of the array right after a number, or a stray bracket, which is a bad element of its own.
          const ends = byte === CLOSE_BRACKET && this.#layout.kind === 'array';
          rows.push(this.#finish(bytes.subarray(start, ends ? i : i + 1)));
          this.#ended = ends;
        }
      } else if (byte === COMMA && this.#depth === 0) rows.push(this.#finish(bytes.subarray(start, i)));
    }
    if (this.#active) this.#hold(bytes.subarray(start));
    this.#before += bytes.length;
    return rows;
  }

  /** Where the string that `from` lies in ends; -1 where it goes on past these bytes: most bytes are in strings, and a search is quick. */
  #stringEnd(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at);
      const end = quote === -1 ? bytes.length : quote;
      let slashes = 0;
      while (end - slashes > at && bytes[end - slashes - 1] === BACKSLASH) slashes++;
      const escapes = slashes % 2 === 1;
      if (quote === -1) {
        this.#escaped = escapes;
        return -1;
      }
      at = quote + 1;
      if (!escapes) return quote;
    }
  }

  /** The element that the end of the text cut. */
  unfinished(): RawRow | undefined {
    if (!this.#active) return undefined;
    const { text } = this.#source.decode(Buffer.concat(this.#pieces));
    return cutRow(this.#count, text);
  }

  checkEnd(): void {
    const at = `the text ends at byte ${this.#before}`;
    if (this.#active) throw this.#broken(`element ${this.#count} is not closed; ${at}`);
    if (this.#layout.kind === 'array' && !this.#ended) {
      throw this.#broken(`the array is not closed after element ${this.#count}; ${at}`);
    }
    if (this.#trailing)
      throw this.#broken(`something follows the end of the array (element ${this.#count} was its last)`);
  }

  #broken(what: string): AisleError {
    return new AisleError('bad_file', `${this.#source.path}: the JSON is broken: ${what}`);
  }

  #hold(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= this.#maxBytes) {
      this.#pieces.push(piece);
    } else if (this.#pieces.length !== 1 || (this.#pieces[0] as Buffer).length > KEPT_BYTES) {
      // A copy of the start, so that the chunks themselves can be freed.
      this.#pieces = [Buffer.from(Buffer.concat([...this.#pieces, piece]).subarray(0, KEPT_BYTES))];
    }
  }

  #finish(last: Buffer): RawRow {
    this.#active = false;
    let bytes = last;
    let length = last.length;
    if (this.#length > 0) {
      this.#hold(last);
      length = this.#length;
      bytes = Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#length = 0;
    }
    if (length > this.#maxBytes) {
      const { text } = this.#source.decode(bytes.subarray(0, KEPT_BYTES));
      return tooLargeRow(this.#count, text, length, this.#maxBytes);
    }
    const { text, repaired } = this.#source.decode(bytes);
    return parseRow(this.#count, text, repaired ? [REENCODED] : undefined);
  }
}
