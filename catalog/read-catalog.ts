import { AisleError } from '../base/index.js';
import { cleanProduct } from './cleaning/clean-product.js';
import { Repairs } from './cleaning/text.js';
import { BATCH_ROWS, MAX_RECORD_LINES, MAX_ROW_BYTES } from './limits.js';
import { DEFAULT_MAP, type CatalogMap } from './map.js';
import { readCsv } from './reading/csv.js';
import { sniffFormat } from './reading/format.js';
import { readJsonElements } from './reading/json-elements.js';
import { readNdjson } from './reading/ndjson.js';
import { openTextSource, type TextSource } from './reading/text-source.js';
import { RowMapper, type UnknownField } from './row-mapper.js';
import { quoteRow, type CatalogRow, type RawRow } from './rows.js';

export interface ReadOptions {
  readonly map?: CatalogMap;
  /** Ms since 1970, bounds the dates; the system's time where it is absent. */
  readonly now?: number;
  readonly signal?: AbortSignal;
}

/** A file while it is being read; to be iterated once. */
export interface CatalogReading extends AsyncIterable<readonly CatalogRow[]> {
  /** Of the file as it lies on the disk. */
  readonly bytesRead: number;
  /** Undefined until the first batch, and for what has no size (a pipe). */
  readonly bytesTotal: number | undefined;
  /** Source fields that nothing used so far. */
  unknownFields(): readonly UnknownField[];
}

/**
 * Reads a supplier's file as clean products and rejected rows, in batches and at the reader's pace: NDJSON, CSV or a
 * JSON array, gzip or not, in UTF-8, UTF-16 or Windows-1252. One bad row costs itself alone. Ids may come twice.
 * Iterating throws `bad_file` where the file cannot be read or breaks off, after everything that could be read.
 */
export function readCatalog(file: string, options: ReadOptions = {}): CatalogReading {
  const mapper = new RowMapper(options.map ?? DEFAULT_MAP);
  const now = options.now ?? Date.now();
  let source: TextSource | undefined;
  async function* batches(): AsyncGenerator<readonly CatalogRow[]> {
    source = await openTextSource(file);
    for await (const rows of rawRows(source, mapper)) {
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        if (options.signal?.aborted === true)
          throw new AisleError('unavailable', `reading ${file} was stopped`);
        yield rows.slice(from, from + BATCH_ROWS).map((row) => toCatalogRow(row, mapper, now));
      }
    }
  }
  return {
    [Symbol.asyncIterator]: batches,
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
  const format = sniffFormat(source.head);
  switch (format.kind) {
    case 'ndjson':
      return readNdjson(source, MAX_ROW_BYTES);
    case 'json':
      return readJsonElements(source, format.layout, MAX_ROW_BYTES);
    case 'csv':
      return readCsv(source, mapper, { maxRowBytes: MAX_ROW_BYTES, maxRecordLines: MAX_RECORD_LINES });
  }
}

function toCatalogRow(row: RawRow, mapper: RowMapper, now: number): CatalogRow {
  const { line, raw } = row;
  if (row.value === undefined) {
    const { reason, message } = row.problem ?? {
      reason: 'malformed_json',
      message: 'the row cannot be read',
    };
    return { kind: 'rejected', line, reason, message, row: quoteRow(raw) };
  }
  const repairs = new Repairs();
  const cleaned = cleanProduct(mapper.toRaw(row.value), now, repairs);
  if ('product' in cleaned) {
    return {
      kind: 'product',
      line,
      product: cleaned.product,
      repairs: [...(row.repairs ?? []), ...repairs.list],
    };
  }
  const [first] = cleaned.problems;
  const messages = cleaned.problems.map(({ field, message }) => {
    const looked = message.startsWith('no ')
      ? `; expected ${mapper.expected(field === 'id' ? 'id' : 'title')}`
      : '';
    return `${message}${looked}`;
  });
  return {
    kind: 'rejected',
    line,
    ...(first === undefined ? {} : { field: first.field }),
    reason: first?.reason ?? 'missing_id',
    message: messages.join('; '),
    row: quoteRow(raw),
  };
}
