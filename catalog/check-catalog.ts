import type { OnProgress } from '../base/index.js';
import { openIdSet } from './id-set.js';
import { readCatalog, type ReadOptions } from './read-catalog.js';
import type { UnknownField } from './row-mapper.js';
import { quoteRow, type CatalogRow, type RejectReason, type RepairReason } from './rows.js';

/** Examples kept of each reason: enough to find the cause, few enough to read. */
const MAX_EXAMPLES = 5;

export interface CheckExample {
  readonly line: number;
  readonly field?: string;
  readonly message: string;
  /** What stood in the field, or the row; cut when long. */
  readonly value?: string;
}

export interface CheckReason {
  readonly reason: RejectReason | RepairReason;
  readonly outcome: 'rejected' | 'repaired';
  /** Rows. */
  readonly count: number;
  /** The first few. */
  readonly examples: readonly CheckExample[];
}

/** What a reindex would make of a file. `rows` = `products` + `rejected`; `repaired` are products too. */
export interface CatalogCheck {
  readonly rows: number;
  /** What a reindex would write: the first row of each id. */
  readonly products: number;
  readonly rejected: number;
  readonly repaired: number;
  /** Most frequent first, rejections before repairs. */
  readonly reasons: readonly CheckReason[];
  readonly unknownFields: readonly UnknownField[];
}

export interface CheckOptions extends ReadOptions {
  readonly onProgress?: OnProgress;
}

/** Reads and cleans a whole file and counts. Throws as reading does where the file cannot be read to its end. */
export async function checkCatalog(file: string, options: CheckOptions = {}): Promise<CatalogCheck> {
  const { onProgress, ...reading } = options;
  const tally = new Tally();
  const catalog = readCatalog(file, reading);
  const ids = openIdSet();
  try {
    for await (const batch of catalog) {
      ids.transaction(() => {
        for (const row of batch) tally.add(row, (id) => ids.add(id));
      });
      const total = catalog.bytesTotal;
      onProgress?.({
        stage: 'check',
        done: catalog.bytesRead,
        ...(total === undefined ? {} : { total }),
        unit: 'bytes',
      });
    }
  } finally {
    ids.close();
  }
  return tally.result(catalog.unknownFields());
}

class Tally {
  #products = 0;
  #rejected = 0;
  #repaired = 0;
  readonly #reasons = new Map<string, CheckReason & { count: number; examples: CheckExample[] }>();

  /** `isNew` says whether an id comes for the first time. */
  add(row: CatalogRow, isNew: (id: string) => boolean): void {
    const { line } = row;
    if (row.kind === 'rejected') {
      this.#rejected++;
      const { field, message } = row;
      const example = { line, ...(field === undefined ? {} : { field }), message, value: row.row };
      this.#count('rejected', row.reason, example);
    } else if (!isNew(row.product.id)) {
      this.#rejected++;
      const message = 'an earlier row has this id; the first one stays';
      this.#count('rejected', 'duplicate_id', { line, field: 'id', message, value: quoteRow(row.product.id) });
    } else {
      this.#products++;
      if (row.repairs.length === 0) return;
      this.#repaired++;
      const seen = new Set<RepairReason>();
      for (const { reason, ...repair } of row.repairs) {
        if (seen.has(reason)) continue;
        seen.add(reason);
        this.#count('repaired', reason, { line, ...repair });
      }
    }
  }

  result(unknownFields: readonly UnknownField[]): CatalogCheck {
    const reasons = [...this.#reasons.values()].sort(
      (a, b) => a.outcome.localeCompare(b.outcome) || b.count - a.count || a.reason.localeCompare(b.reason),
    );
    return {
      rows: this.#products + this.#rejected,
      products: this.#products,
      rejected: this.#rejected,
      repaired: this.#repaired,
      reasons,
      unknownFields,
    };
  }

  #count(outcome: CheckReason['outcome'], reason: CheckReason['reason'], example: CheckExample): void {
    const key = `${outcome} ${reason}`;
    let entry = this.#reasons.get(key);
    if (entry === undefined) this.#reasons.set(key, (entry = { reason, outcome, count: 0, examples: [] }));
    entry.count++;
    if (entry.examples.length < MAX_EXAMPLES) entry.examples.push(example);
  }
}
