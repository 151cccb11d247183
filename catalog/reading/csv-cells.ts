import { parse } from 'csv-parse/sync';
import type { RawRow, Repair } from '../rows.js';
import type { CsvRecord } from './csv-records.js';
import { REENCODED } from './problems.js';

/** The cells of records, each of which is one whole record; undefined for one whose quotes cannot be read. */
export function parseCells(
  records: readonly string[],
  delimiter: string,
): readonly (readonly string[] | undefined)[] {
  const together = tryParse(records.join('\n'), delimiter);
  if (together?.length === records.length) return together;
  return records.map((record) => {
    const alone = tryParse(record, delimiter);
    return alone?.length === 1 ? alone[0] : undefined;
  });
}

function tryParse(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    });
  } catch {
    return undefined;
  }
}

/** Column names, trimmed. One that is empty or there already is named by its place, so that no cell is lost. */
export function columnNames(cells: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return cells.map((cell, i) => {
    const name = cell.trim();
    const unique = name === '' || taken.has(name) ? `${name === '' ? 'column' : name} (${i + 1})` : name;
    taken.add(unique);
    return unique;
  });
}

/** Records as objects by column name; own properties whatever a column is called. */
export function toRows(
  records: readonly CsvRecord[],
  delimiter: string,
  columns: readonly string[],
): RawRow[] {
  const sound = records.filter((record) => record.problem === undefined);
  const parsed = parseCells(
    sound.map((record) => record.text),
    delimiter,
  );
  let next = 0;
  return records.map((record) =>
    record.problem === undefined
      ? toRow(record, parsed[next++], columns)
      : { line: record.line, raw: record.text, problem: record.problem },
  );
}

function toRow(record: CsvRecord, cells: readonly string[] | undefined, columns: readonly string[]): RawRow {
  const base = { line: record.line, raw: record.text };
  if (cells === undefined) {
    return {
      ...base,
      problem: { reason: 'unbalanced_quote', message: 'the quotes of this row do not match' },
    };
  }
  const surplus = cells.slice(columns.length);
  if (surplus.some((cell) => cell.trim() !== '')) {
    const message = `${cells.length} cells; the header names ${columns.length} columns`;
    return { ...base, problem: { reason: 'too_many_cells', message } };
  }
  const repairs: Repair[] = record.reencoded ? [REENCODED] : [];
  if (record.stray) {
    repairs.push({ reason: 'quotes', message: 'a quote inside a quoted cell is not doubled; it was kept' });
  }
  if (cells.length !== columns.length) {
    const message =
      cells.length < columns.length
        ? `${cells.length} cells; the header names ${columns.length} columns: the last ones were taken as empty`
        : `${cells.length} cells; the header names ${columns.length} columns: the empty ones past them were left out`;
    repairs.push({ reason: 'ragged_row', message });
  }
  const value = Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
  return { ...base, value, ...(repairs.length === 0 ? {} : { repairs }) };
}
