import { join } from 'node:path';
import { AisleError } from '../base/index.js';
import { readCatalog, type CatalogRow } from '../catalog/index.js';
import { checkStopped, tell, type ReindexJob } from './job.js';
import { INSIDE } from './layout.js';
import { RowReport } from './row-report.js';
import type { Staging } from './staging.js';

export interface ReadCounts {
  readonly rows: number;
  readonly products: number;
  readonly rejected: number;
  readonly repaired: number;
}

/** Reads and cleans the file into the staging, and reports row by row what was rejected or repaired. */
export async function readStage(job: ReindexJob, folder: string, staging: Staging): Promise<ReadCounts> {
  const report = new RowReport(join(folder, INSIDE.report));
  const counts = { rows: 0, products: 0, rejected: 0, repaired: 0 };
  const reading = readCatalog(job.file, {
    now: job.clock.now(),
    ...(job.map === undefined ? {} : { map: job.map }),
    ...(job.signal === undefined ? {} : { signal: job.signal }),
  });
  try {
    for await (const batch of reading) {
      checkStopped(job);
      await take(batch, staging, report, counts);
      tell(job, {
        stage: 'read',
        done: reading.bytesRead,
        unit: 'bytes',
        ...(reading.bytesTotal === undefined ? {} : { total: reading.bytesTotal }),
      });
    }
  } finally {
    await report.close();
  }
  for (const { field, rows } of reading.unknownFields()) {
    job.log.info({ field, rows }, 'a field of the file is not used');
  }
  if (counts.products === 0) throw new AisleError('bad_file', `no product is left of ${job.file}`);
  await staging.complete();
  return counts;
}

async function take(
  batch: readonly CatalogRow[],
  staging: Staging,
  report: RowReport,
  counts: { -readonly [K in keyof ReadCounts]: number },
): Promise<void> {
  const products = batch.filter((row) => row.kind === 'product');
  const fresh = staging.add(products);
  counts.rows += batch.length;
  for (const row of batch) {
    if (row.kind !== 'rejected') continue;
    counts.rejected++;
    const { line, field, reason, message, row: text } = row;
    await report.rejected({ line, reason, message, row: text, ...(field === undefined ? {} : { field }) });
  }
  for (const [i, { line, product, repairs }] of products.entries()) {
    if (fresh[i] !== true) {
      counts.rejected++;
      const message = `the id ${JSON.stringify(product.id)} stands in an earlier row, which is kept`;
      await report.rejected({
        line,
        field: 'id',
        reason: 'duplicate_id',
        message,
        row: JSON.stringify(product),
      });
      continue;
    }
    counts.products++;
    if (repairs.length > 0) counts.repaired++;
    for (const repair of repairs) await report.repaired({ line, id: product.id, ...repair });
  }
}
