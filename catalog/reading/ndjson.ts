import type { RawRow } from '../rows.js';
import { parseRow } from './json-row.js';
import { readLines, type Line } from './lines.js';
import { cutRow, REENCODED, tooLargeRow } from './problems.js';
import type { TextSource } from './text-source.js';

/** One object a line; blank lines are no rows. Fails as the source does, after all it gave. */
export async function* readNdjson(source: TextSource, maxRowBytes: number): AsyncGenerator<RawRow[]> {
  for await (const lines of readLines(source, maxRowBytes)) {
    const rows: RawRow[] = [];
    for (const line of lines) {
      const row = toRow(line, maxRowBytes);
      if (row !== undefined) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
}

function toRow(line: Line, maxRowBytes: number): RawRow | undefined {
  if (line.tooLong) return tooLargeRow(line.number, line.text, line.bytes, maxRowBytes);
  if (line.text.length < 3 && line.text.trim() === '') return undefined;
  const row = parseRow(line.number, line.text, line.reencoded ? [REENCODED] : undefined);
  if (row.problem === undefined) return row;
  if (line.cut) return cutRow(line.number, line.text);
  return line.text.trim() === '' ? undefined : row;
}
