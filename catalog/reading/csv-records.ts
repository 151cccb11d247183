import type { RowProblem } from '../rows.js';
import type { Line } from './lines.js';

const QUOTE = '"';

/** What the quotes of one physical line say. */
export interface LineScan {
  /** Cells that begin in the line (a line that continues a quoted field: delimiters outside quotes + 1). */
  readonly cells: number;
  /** The line ends inside a quoted field. */
  readonly open: boolean;
  /** A quote inside a quoted field is neither doubled nor at the field's end. */
  readonly stray: boolean;
}

/** RFC 4180: a quote opens a field only at its start, closes it only before a delimiter or the line's end. */
function scanLine(text: string, delimiter: string, continues: boolean): LineScan {
  let cells = 1;
  let stray = false;
  let at = 0;
  let quoted = continues;
  for (;;) {
    if (!quoted && text[at] === QUOTE) {
      quoted = true;
      at++;
    }
    if (quoted) {
      const quote = text.indexOf(QUOTE, at);
      if (quote === -1) return { cells, open: true, stray };
      const next = text[quote + 1];
      at = quote + 1;
      if (next === QUOTE) {
        at++;
        continue;
      }
      if (next !== undefined && next !== delimiter) {
        stray = true;
        continue;
      }
      quoted = false;
    }
    const end = text.indexOf(delimiter, at);
    if (end === -1) return { cells, open: false, stray };
    cells++;
    at = end + 1;
  }
}

/** A CSV record: the lines that belong together, or the problem that keeps its first line from being one. */
export interface CsvRecord {
  readonly line: number;
  readonly text: string;
  readonly reencoded: boolean;
  /** Quotes that stand inside a field without being doubled. */
  readonly stray: boolean;
  readonly problem?: RowProblem;
}

export interface RecordLimits {
  readonly maxRowBytes: number;
  readonly maxRecordLines: number;
}

/**
 * The record that starts at `lines[from]` and how many lines it takes; undefined where more lines are needed.
 *
 * A quote that is never closed must not swallow the rest of the file. It is taken for a mistake when a later
 * line contradicts it (a quote that cannot stand in a quoted field), when the record grows past the limits,
 * when the file ends, or when the record has the wrong number of cells although one of the lines it swallowed
 * is a whole row by itself. Then only its first line is rejected, and reading goes on at the next line.
 */
export function recordAt(
  lines: readonly Line[],
  from: number,
  atEnd: boolean,
  delimiter: string,
  columns: number | undefined,
  limits: RecordLimits,
): { readonly record: CsvRecord; readonly lines: number } | undefined {
  const first = lines[from] as Line;
  if (first.tooLong)
    return reject(
      first,
      'too_large',
      `the row has ${first.bytes} bytes; at most ${limits.maxRowBytes} are read`,
    );
  if (first.cut) return reject(first, 'cut_row', 'the file breaks off inside this row');
  if (!first.text.includes(QUOTE)) return single(first, false);
  const start = scanLine(first.text, delimiter, false);
  if (!start.open) return single(first, start.stray);
  if (start.stray) return unbalanced(first, 'a quote opens here and is not closed in this line');
  let { cells, bytes } = { cells: start.cells, bytes: first.bytes };
  let swallowed = false;
  for (let next = from + 1; ; next++) {
    if (next - from >= limits.maxRecordLines) {
      return unbalanced(first, `a quote opens here and is not closed within ${limits.maxRecordLines} lines`);
    }
    const line = lines[next];
    if (line === undefined) {
      return atEnd ? unbalanced(first, 'a quote opens here and is never closed') : undefined;
    }
    bytes += line.bytes + 1;
    if (bytes > limits.maxRowBytes || line.cut) {
      return unbalanced(first, `a quote opens here and is not closed within ${limits.maxRowBytes} bytes`);
    }
    const scan = scanLine(line.text, delimiter, true);
    if (scan.stray) return unbalanced(first, `a quote opens here and line ${line.number} contradicts it`);
    cells += scan.cells - 1;
    swallowed ||=
      columns !== undefined && columns > 1 && scanLine(line.text, delimiter, false).cells === columns;
    if (scan.open) continue;
    if (columns !== undefined && cells !== columns && swallowed) {
      return unbalanced(
        first,
        `a quote opens here and is closed only in line ${line.number}, past a whole row`,
      );
    }
    const part = lines.slice(from, next + 1);
    const text = part.map((each) => each.text).join('\n');
    const reencoded = part.some((each) => each.reencoded);
    return { record: { line: first.number, text, reencoded, stray: false }, lines: part.length };
  }
}

const single = (line: Line, stray: boolean) => ({
  record: { line: line.number, text: line.text, reencoded: line.reencoded, stray },
  lines: 1,
});

const unbalanced = (line: Line, message: string) => reject(line, 'unbalanced_quote', message);

function reject(line: Line, reason: 'unbalanced_quote' | 'too_large' | 'cut_row', message: string) {
  const text = line.tooLong ? `${line.text}… (${line.bytes} bytes in all)` : line.text;
  const record = { line: line.number, text, reencoded: false, stray: false, problem: { reason, message } };
  return { record, lines: 1 };
}
