import { AisleError } from '../../base/index.js';
import type { RawRow } from '../rows.js';
import { columnNames, parseCells, toRows } from './csv-cells.js';
import { recordAt, type CsvRecord, type RecordLimits } from './csv-records.js';
import { readLines, type Line } from './lines.js';
import type { TextSource } from './text-source.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What tells a header: which names mean something, and whether they suffice (throws `bad_file`). */
export interface ColumnCheck {
  known(columns: readonly string[]): number;
  checkColumns(file: string, columns: readonly string[]): void;
}

interface Delimiter {
  readonly delimiter: string;
  /** Named by a first line `sep=;`, which spreadsheets write. */
  readonly declared: boolean;
}

/** The delimiter under which most of the header's names mean something; of equals, the most columns. */
function sniffDelimiter(head: string, check: Pick<ColumnCheck, 'known'>): Delimiter {
  const lines = head.split(/\r\n|\n|\r/);
  const declared = /^sep=(.)\s*$/i.exec(lines[0] ?? '')?.[1];
  if (declared !== undefined) return { delimiter: declared, declared: true };
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const [best] = DELIMITERS.map((delimiter) => {
    // A quoted name may go on in the next line; for telling the delimiter the others suffice.
    const columns = columnNames(parseCells([header], delimiter)[0] ?? header.split(delimiter));
    return { delimiter, known: check.known(columns), cells: columns.length };
  }).sort((a, b) => b.known - a.known || b.cells - a.cells);
  return { delimiter: best?.delimiter ?? ',', declared: false };
}

/**
 * CSV rows as objects by column name. Blank lines are no rows. A row with too few cells is repaired (what is
 * missing is absent), one with too many is rejected; a quote left open costs its own line alone.
 * Throws `bad_file` where the header has no column for the id or the title; else fails as the source does,
 * after all it gave.
 */
export async function* readCsv(
  source: TextSource,
  check: ColumnCheck,
  limits: RecordLimits,
): AsyncGenerator<RawRow[]> {
  const table = new CsvTable(source, check, limits);
  let failure: { readonly error: unknown } | undefined;
  const batches = readLines(source, limits.maxRowBytes);
  try {
    for (let more = true; more;) {
      const next = await batches.next().catch((error: unknown) => {
        failure = { error };
        return undefined;
      });
      more = next?.done === false;
      const rows = table.push(next?.done === false ? next.value : [], !more);
      if (rows.length > 0) yield rows;
    }
  } finally {
    await batches.return(undefined);
  }
  if (failure !== undefined) throw failure.error;
  table.checkEnd();
}

/** Takes lines to rows: the header first, then every record as soon as its last line is there. */
class CsvTable {
  readonly #file: string;
  readonly #check: ColumnCheck;
  readonly #limits: RecordLimits;
  readonly #delimiter: string;
  #declaration: boolean;
  #columns: readonly string[] | undefined;
  #pending: readonly Line[] = [];

  constructor(source: TextSource, check: ColumnCheck, limits: RecordLimits) {
    const { delimiter, declared } = sniffDelimiter(source.decode(source.head).text, check);
    this.#file = source.path;
    this.#check = check;
    this.#limits = limits;
    this.#delimiter = delimiter;
    this.#declaration = declared;
  }

  push(lines: readonly Line[], atEnd: boolean): RawRow[] {
    this.#pending = this.#pending.length === 0 ? lines : [...this.#pending, ...lines];
    const records: CsvRecord[] = [];
    let at = 0;
    for (let line = this.#pending[at]; line !== undefined; line = this.#pending[at]) {
      if (this.#declaration || (!line.tooLong && line.text.trim() === '')) {
        this.#declaration = false;
        at++;
        continue;
      }
      const width = this.#columns?.length;
      const found = recordAt(this.#pending, at, atEnd, this.#delimiter, width, this.#limits);
      if (found === undefined) break;
      at += found.lines;
      // The header's width must be known before the next record is judged.
      if (this.#columns === undefined) this.#columns = this.#header(found.record);
      else records.push(found.record);
    }
    this.#pending = this.#pending.slice(at);
    return this.#columns === undefined ? [] : toRows(records, this.#delimiter, this.#columns);
  }

  checkEnd(): void {
    if (this.#columns === undefined) throw new AisleError('bad_file', `${this.#file} has no header`);
  }

  #header(record: CsvRecord): readonly string[] {
    const cells = record.problem === undefined ? parseCells([record.text], this.#delimiter)[0] : undefined;
    if (cells === undefined) {
      const what = record.problem?.message ?? 'its quotes do not match';
      throw new AisleError(
        'bad_file',
        `${this.#file}: the header (line ${record.line}) cannot be read: ${what}`,
      );
    }
    const columns = columnNames(cells);
    this.#check.checkColumns(this.#file, columns);
    return columns;
  }
}
