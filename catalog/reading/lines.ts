import type { TextSource } from './text-source.js';

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of a line above the limit that are kept for the report. */
const KEPT_BYTES = 32 * 1024;

/** A physical line, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** The whole line, or the start of one above the limit. */
  readonly text: string;
  /** In the file, or of its UTF-8 where it is recoded. */
  readonly bytes: number;
  readonly tooLong: boolean;
  /** The stream broke off inside this line. */
  readonly cut: boolean;
  /** Bytes that are no UTF-8 were read as Windows-1252. */
  readonly reencoded: boolean;
}

/**
 * The lines of a text, a batch for each chunk. A line above `maxBytes` is passed over without being held.
 * When the source fails, the lines before come first, then the unfinished one marked `cut`, then the error.
 */
export async function* readLines(source: TextSource, maxBytes: number): AsyncGenerator<Line[]> {
  // Old Macintosh files end lines with a carriage return alone.
  const end = source.head.includes(LF) || !source.head.includes(CR) ? LF : CR;
  const held = new LineBuffer(source, maxBytes, end === LF);
  let failure: { readonly error: unknown } | undefined;
  const chunks = source.chunks();
  try {
    for (;;) {
      const chunk = await chunks.next().catch((error: unknown) => {
        failure = { error };
        return undefined;
      });
      if (chunk === undefined || chunk.done === true) break;
      const lines: Line[] = [];
      const bytes = chunk.value;
      let from = 0;
      for (let at = bytes.indexOf(end); at !== -1; at = bytes.indexOf(end, from)) {
        lines.push(held.finish(bytes.subarray(from, at), false));
        from = at + 1;
      }
      if (from < bytes.length) held.hold(bytes.subarray(from));
      if (lines.length > 0) yield lines;
    }
    if (!held.empty) yield [held.finish(Buffer.alloc(0), failure !== undefined)];
  } finally {
    await chunks.return(undefined);
  }
  if (failure !== undefined) throw failure.error;
}

/** The line under way: its pieces, or only its start and length once it is above the limit. */
class LineBuffer {
  readonly #source: TextSource;
  readonly #maxBytes: number;
  readonly #trimCr: boolean;
  #pieces: Buffer[] = [];
  #length = 0;
  #number = 0;

  constructor(source: TextSource, maxBytes: number, trimCr: boolean) {
    this.#source = source;
    this.#maxBytes = maxBytes;
    this.#trimCr = trimCr;
  }

  get empty(): boolean {
    return this.#length === 0;
  }

  hold(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= this.#maxBytes || this.#pieces.length === 0) {
      this.#pieces.push(piece);
    }
    if (
      this.#length > this.#maxBytes &&
      (this.#pieces.length > 1 || (this.#pieces[0]?.length ?? 0) > KEPT_BYTES)
    ) {
      // A copy, so that the chunks themselves can be freed.
      this.#pieces = [Buffer.from(Buffer.concat(this.#pieces).subarray(0, KEPT_BYTES))];
    }
  }

  finish(last: Buffer, cut: boolean): Line {
    this.#number++;
    let bytes = last;
    let length = last.length;
    if (this.#length > 0) {
      this.hold(last);
      length = this.#length;
      bytes = Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#length = 0;
    }
    const tooLong = length > this.#maxBytes;
    if (tooLong) bytes = bytes.subarray(0, KEPT_BYTES);
    else if (this.#trimCr && bytes[bytes.length - 1] === CR) bytes = bytes.subarray(0, -1);
    const { text, repaired } = this.#source.decode(bytes);
    return { number: this.#number, text, bytes: length, tooLong, cut, reencoded: repaired };
  }
}
