import { normaliseText } from './normalise.js';

/** A normalised text, and where in the text as written each of its code units comes from. */
export interface NormalisedOrigins {
  readonly text: string;
  /** Where the code units [start, end) of the normalised text stand in the text as written. UTF-16 code units. */
  readonly origin: (start: number, end: number) => readonly [start: number, end: number];
}

const ASCII = /^[\x00-\x7f]*$/;
// A byte order mark is a space to a pattern and nothing to a normal form: what stands around it may join.
const CHUNKS = /[^\S\ufeff]+|[\S\ufeff]+/gu;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * What `normaliseText` gives, with the way back. Characters that change (ﬁ, é, ½, full-width letters) are followed
 * grapheme by grapheme; a run without spaces whose graphemes depend on one another is one origin as a whole.
 */
export function normalisedOrigins(written: string): NormalisedOrigins {
  if (ASCII.test(written)) return { text: normaliseText(written), origin: (start, end) => [start, end] };
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (piece: string, start: number, end: number) => {
    text += piece;
    for (let i = 0; i < piece.length; i++) {
      starts.push(start);
      ends.push(end);
    }
  };
  for (const { 0: chunk, index } of written.matchAll(CHUNKS)) {
    const normal = normaliseText(chunk);
    // Nothing but case changed, one code unit for one.
    if (normal.length === chunk.length && normal === chunk.toLowerCase()) {
      for (let i = 0; i < chunk.length; i++) add(normal.charAt(i), index + i, index + i + 1);
      continue;
    }
    const pieces = [...graphemes.segment(chunk)].map(({ segment, index: at }) => ({
      normal: normaliseText(segment),
      start: index + at,
      end: index + at + segment.length,
    }));
    if (pieces.map((piece) => piece.normal).join('') === normal) {
      for (const piece of pieces) add(piece.normal, piece.start, piece.end);
    } else add(normal, index, index + chunk.length);
  }
  return {
    text,
    origin: (start, end) => [starts[start] ?? written.length, ends[end - 1] ?? written.length],
  };
}
