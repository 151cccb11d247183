import { parse } from 'csv-parse/sync';
import { AisleError } from '../../base/index.js';
import type { RawRow, Repair } from '../rows.js';
import { recordAt, type CsvRecord, type RecordLimits } from './csv-records.js';
import { readLines, type Line } from './lines.js';
import { REENCODED } from './problems.js';
import type { TextSource } from './text-source.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = string;

/** What tells a header: which names mean something, and whether they suffice (throws `bad_file`). */
export interface ColumnCheck {
  known(columns: readonly string[]): number;
  checkColumns(file: string, columns: readonly string[]): void;
}

/** The delimiter under which most of the header's names mean something; of equals, the most columns. */
function sniffDelimiter(head: string, check: ColumnCheck): { delimiter: Delimiter; declared: boolean } {
  const lines = head.split(/\r\n|\n|\r/);
  const [first = ''] = lines;
  const declared = /^sep=(.)$/i.exec(first.trim())?.[1] ?? (/^sep=\t$/i.test(first) ? '\t' : undefined);
  if (declared !== undefined) return { delimiter: declared, declared: true };
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const scored = DELIMITERS.map((delimiter) => {
    const columns = parseRecords([header], delimiter)[0] ?? [];
    return { delimiter, known: check.known(columns), cells: columns.length };
  });
  scored.sort((a, b) => b.known - a.known || b.cells - a.cells);
  return { delimiter: scored[0]?.delimiter ?? ',', declared: false };
}

/**
 * CSV rows as objects by column name. Blank lines are no rows. A row with too few cells is repaired (what is
 * missing is absent), one with too many is rejected; a quote left open costs its own line alone.
 */
export async function* readCsv(
  source: TextSource,
  check: ColumnCheck,
  limits: RecordLimits,
): AsyncGenerator<RawRow[]> {
  const { delimiter, declared } = sniffDelimiter(source.decode(source.head).text, check);
  let columns: readonly string[] | undefined;
  let skipDeclaration = declared;
  const toRows = (records: CsvRecord[]): RawRow[] => {
    if (columns === undefined) {
      const header = records.shift();
      if (header === undefined) return [];
      columns = readHeader(source.path, header, delimiter, check);
    }
    return convert(records, delimiter, columns);
  };
  for await (const records of readRecords()) {
    const rows = toRows(records);
    if (rows.length > 0) yield rows;
  }
  if (columns === undefined) throw new AisleError('bad_file', `${source.path} has no header`);

  async function* readRecords(): AsyncGenerator<CsvRecord[]> {
    let pending: Line[] = [];
    let failure: { readonly error: unknown } | undefined;
    const batches = readLines(source, limits.maxRowBytes);
    try {
      for (let atEnd = false; !atEnd;) {
        const next = await batches.next().catch((error: unknown) => {
          failure = { error };
          return undefined;
        });
        atEnd = next === undefined || next.done === true;
        if (next?.done === false) pending = pending.length === 0 ? next.value : [...pending, ...next.value];
        const records: CsvRecord[] = [];
        let at = 0;
        while (at < pending.length) {
          const line = pending[at] as Line;
          if (skipDeclaration || (!line.tooLong && line.text.trim() === '')) {
            skipDeclaration = false;
            at++;
            continue;
          }
          const found = recordAt(pending, at, atEnd, delimiter, columns?.length, limits);
          if (found === undefined) break;
          records.push(found.record);
          at += found.lines;
          // The header's width must be known before the next record is judged.
          if (columns === undefined) break;
        }
        pending = pending.slice(at);
        if (records.length > 0) yield records;
      }
    } finally {
      await batches.return(undefined);
    }
    if (failure !== undefined) throw failure.error;
  }
}

/** The first row's names; a name that comes again is told apart by its number. */
function readHeader(
  path: string,
  { text }: CsvRecord,
  delimiter: Delimiter,
  check: ColumnCheck,
): readonly string[] {
  const seen = new Map<string, number>();
  const columns = (parseRecords([text], delimiter)[0] ?? []).map((cell, i) => {
    const name = cell.trim() === '' ? `column ${i + 1}` : cell.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
  check.checkColumns(path, columns);
  return columns;
}

function convert(records: readonly CsvRecord[], delimiter: Delimiter, columns: readonly string[]): RawRow[] {
  const readable = records.filter(({ problem }) => problem === undefined);
  const parsed = parseRecords(
    readable.map(({ text }) => text),
    delimiter,
  );
  // A record that is no single one to the parser must not shift those after it.
  const cells =
    parsed.length === readable.length
      ? parsed
      : readable.map(({ text }) => parseRecords([text], delimiter)[0] ?? []);
  let at = 0;
  return records.map((record) => {
    const { line, text: raw, problem } = record;
    return problem === undefined ? toRow(record, cells[at++] ?? [], columns) : { line, raw, problem };
  });
}

function toRow(
  { line, text: raw, reencoded, stray }: CsvRecord,
  cells: string[],
  columns: readonly string[],
): RawRow {
  const repairs: Repair[] = [];
  if (reencoded) repairs.push(REENCODED);
  if (stray) repairs.push({ reason: 'quotes', message: 'a quote inside a field was read as it stands' });
  const width = columns.length;
  // Spreadsheets end rows with delimiters that stand for nothing.
  if (cells.slice(width).some((cell) => cell.trim() !== '')) {
    const message = `the row has ${cells.length} cells, the header ${width}`;
    return { line, raw, problem: { reason: 'too_many_cells', message } };
  }
  if (cells.length < width) {
    repairs.push({
      reason: 'ragged_row',
      message: `the row has ${cells.length} cells, the header ${width}; the others were taken for empty`,
    });
  }
  const value = Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']));
  return { line, raw, value, ...(repairs.length === 0 ? {} : { repairs }) };
}

function parseRecords(texts: readonly string[], delimiter: Delimiter): string[][] {
  return parse(texts.join('\n'), {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
}
