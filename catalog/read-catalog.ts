import { setImmediate } from 'node:timers/promises';
import { AisleError } from '../base/index.js';
import { cleanProduct, type RejectProblem } from './cleaning/clean-product.js';
import { Repairs } from './cleaning/text.js';
import { BATCH_ROWS, MAX_RECORD_LINES, MAX_ROW_BYTES } from './limits.js';
import { DEFAULT_MAP, type CatalogMap } from './map.js';
import { readCsv } from './reading/csv.js';
import { readJsonElements } from './reading/json-elements.js';
import { readNdjson } from './reading/ndjson.js';
import { sniffFormat } from './reading/sniff-format.js';
import { openTextSource, type TextSource } from './reading/text-source.js';
import { RowMapper, type UnknownField } from './row-mapper.js';
import { quoteRow, type CatalogRow, type RawRow } from './rows.js';

export interface ReadOptions {
  readonly map?: CatalogMap;
  /** Milliseconds since 1970; bounds the dates. The present time where it is not given. */
  readonly now?: number;
  /** Stops the reading between two batches with `unavailable`. */
  readonly signal?: AbortSignal;
}

/**
 * The rows of one file in its order, in batches of at most BATCH_ROWS. Nothing is read ahead of the consumer,
 * and leaving the loop closes the file. Each loop over it reads the file anew.
 */
export interface CatalogReading extends AsyncIterable<readonly CatalogRow[]> {
  /** Of the file as it is stored (packed bytes where it is gzip). */
  readonly bytesRead: number;
  /** Undefined until reading has begun, and for what has no size (a pipe). */
  readonly bytesTotal: number | undefined;
  /** Source fields of the rows read so far that nothing uses. */
  unknownFields(): readonly UnknownField[];
}

/**
 * Reads and cleans a supplier's file: NDJSON, CSV or a JSON array, gzip or not, all told from its content.
 * A wrong row is rejected by itself. Ids are not compared: the same one may come again.
 *
 * Iterating throws `bad_file` where the file is missing, a folder, empty, unreadable, no text, or a CSV without
 * columns for id and title; where it breaks off (gzip, JSON), after all rows before the break.
 */
export function readCatalog(file: string, options: ReadOptions = {}): CatalogReading {
  const { map = DEFAULT_MAP, signal } = options;
  let mapper = new RowMapper(map);
  let source: TextSource | undefined;
  const checkStopped = () => {
    if (signal?.aborted === true) throw new AisleError('unavailable', `reading ${file} was stopped`);
  };
  async function* read(): AsyncGenerator<readonly CatalogRow[]> {
    const now = options.now ?? Date.now();
    mapper = new RowMapper(map);
    checkStopped();
    source = await openTextSource(file, map.encoding);
    try {
      for await (const rows of rawRows(source, mapper)) {
        for (let from = 0; from < rows.length; from += BATCH_ROWS) {
          // A real turn of the loop: gzip and long buffers would give batch after batch without one.
          await setImmediate();
          checkStopped();
          yield rows.slice(from, from + BATCH_ROWS).map((row) => toCatalogRow(row, mapper, now));
        }
      }
    } finally {
      await source.close();
    }
  }
  return {
    [Symbol.asyncIterator]: read,
    get bytesRead() {
      return source?.file.position() ?? 0;
    },
    get bytesTotal() {
      return source === undefined || source.file.size === 0 ? undefined : source.file.size;
    },
    unknownFields: () => mapper.unknownFields(),
  };
}

function rawRows(source: TextSource, mapper: RowMapper): AsyncGenerator<RawRow[]> {
  const format = sniffFormat(source, mapper);
  switch (format.kind) {
    case 'ndjson':
      return readNdjson(source, MAX_ROW_BYTES);
    case 'csv':
      return readCsv(source, mapper, { maxRowBytes: MAX_ROW_BYTES, maxRecordLines: MAX_RECORD_LINES });
    case 'array':
    case 'sequence':
      return readJsonElements(source, format, MAX_ROW_BYTES);
  }
}

function toCatalogRow(row: RawRow, mapper: RowMapper, now: number): CatalogRow {
  const { line, raw } = row;
  if (row.problem !== undefined) return { kind: 'rejected', line, ...row.problem, row: quoteRow(raw) };
  const repairs = new Repairs(row.repairs);
  const cleaned = cleanProduct(mapper.toRaw(row.value), now, repairs);
  if ('product' in cleaned) return { kind: 'product', line, product: cleaned.product, repairs: repairs.list };
  const [{ field, reason }] = cleaned.problems;
  const message = cleaned.problems.map((problem) => explain(problem, mapper)).join('; ');
  return { kind: 'rejected', line, field, reason, message, row: quoteRow(raw) };
}

/** What is missing is said with the names it was looked for under. */
function explain({ field, reason, message }: RejectProblem, mapper: RowMapper): string {
  return reason.startsWith('missing_') ? `${message}; expected ${mapper.expected(field)}` : message;
}
