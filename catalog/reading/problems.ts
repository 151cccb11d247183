import type { RawRow, Repair } from '../rows.js';

export const REENCODED: Repair = {
  reason: 'encoding',
  message:
    'the row is not valid UTF-8; the bytes that are not were read as Windows-1252 (a map can name the encoding)',
};

export const tooLargeRow = (line: number, start: string, bytes: number, maxBytes: number): RawRow => ({
  line,
  raw: `${start}… (${bytes} bytes in all)`,
  problem: { reason: 'too_large', message: `the row has ${bytes} bytes; at most ${maxBytes} are read` },
});

export const cutRow = (line: number, raw: string): RawRow => ({
  line,
  raw,
  problem: { reason: 'cut_row', message: 'the file breaks off inside this row' },
});
