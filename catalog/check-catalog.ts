import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OnProgress } from '../base/index.js';
import { readCatalog, type ReadOptions } from './read-catalog.js';
import type { UnknownField } from './row-mapper.js';
import type { CatalogRow } from './rows.js';

/** Cases shown of each reason. */
const EXAMPLES = 3;
const EXAMPLE_LENGTH = 300;

export interface ReasonCount {
  readonly reason: string;
  readonly kind: 'rejected' | 'repaired';
  readonly count: number;
  /** `line 12: no title …` */
  readonly examples: readonly string[];
}

/** What a reindex of a file would do. */
export interface CatalogCheck {
  readonly rows: number;
  /** What it would write. */
  readonly products: number;
  readonly rejected: number;
  readonly repaired: number;
  /** Most frequent first. */
  readonly reasons: readonly ReasonCount[];
  /** Source fields that nothing uses. */
  readonly unknownFields: readonly UnknownField[];
}

/** Reads and cleans a whole file and counts what would become of it. Throws `bad_file` when it cannot be read to its end. */
export async function checkCatalog(
  file: string,
  options: ReadOptions & { readonly onProgress?: OnProgress } = {},
): Promise<CatalogCheck> {
  const ids = await openIds();
  const reasons = new Reasons();
  const counts = { rows: 0, products: 0, rejected: 0, repaired: 0 };
  const take = (row: CatalogRow): void => {
    counts.rows++;
    if (row.kind === 'rejected') {
      counts.rejected++;
      reasons.add('rejected', row.reason, row.line, row.message);
    } else if (!ids.add(row.product.id)) {
      counts.rejected++;
      const message = `the id ${JSON.stringify(row.product.id)} stands in an earlier row, which is kept`;
      reasons.add('rejected', 'duplicate_id', row.line, message);
    } else {
      counts.products++;
      if (row.repairs.length > 0) counts.repaired++;
      for (const { reason, field, message } of row.repairs) {
        reasons.add('repaired', reason, row.line, field === undefined ? message : `${field}: ${message}`);
      }
    }
  };
  const reading = readCatalog(file, options);
  try {
    for await (const batch of reading) {
      ids.together(() => batch.forEach(take));
      const total = reading.bytesTotal;
      options.onProgress?.({
        stage: 'read',
        done: reading.bytesRead,
        unit: 'bytes',
        ...(total === undefined ? {} : { total }),
      });
    }
  } finally {
    await ids.close();
  }
  return { ...counts, reasons: reasons.list(), unknownFields: reading.unknownFields() };
}

class Reasons {
  readonly #counts = new Map<
    string,
    { reason: string; kind: ReasonCount['kind']; count: number; examples: string[] }
  >();

  add(kind: ReasonCount['kind'], reason: string, line: number, message: string): void {
    const key = `${kind} ${reason}`;
    const entry = this.#counts.get(key) ?? { reason, kind, count: 0, examples: [] };
    this.#counts.set(key, entry);
    entry.count++;
    if (entry.examples.length < EXAMPLES) {
      entry.examples.push(`line ${line}: ${message.slice(0, EXAMPLE_LENGTH)}`);
    }
  }

  list(): ReasonCount[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count);
  }
}

interface SeenIds {
  /** Whether the id is new. */
  add(id: string): boolean;
  /** Makes one transaction of what `work` adds. */
  together(work: () => void): void;
  close(): Promise<void>;
}

/** Ids seen so far, exactly and in flat memory: in a database that is removed afterwards. */
async function openIds(): Promise<SeenIds> {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-check-'));
  const db = new Database(join(folder, 'ids.db'));
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.exec('CREATE TABLE ids (id BLOB PRIMARY KEY) WITHOUT ROWID');
  const insert = db.prepare<[string]>('INSERT INTO ids VALUES (CAST(? AS BLOB)) ON CONFLICT DO NOTHING');
  return {
    add: (id) => insert.run(id).changes === 1,
    together: (work) => db.transaction(work)(),
    close: async () => {
      db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
