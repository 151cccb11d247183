import type { RefusedProduct } from '../engines/products/index.js';
import type { Place } from './engines.js';
import { checkStopped, tell, type ReindexJob } from './job.js';
import { RowReport } from './row-report.js';
import type { Staging } from './staging.js';

export interface Written {
  readonly checksum: string;
  /** Ordinals of products that the engine could not take. */
  readonly refused: ReadonlySet<number>;
}

/** Writes the product index, in the order of ids. What the engine cannot take goes to the report. */
export async function writeStage(
  job: ReindexJob,
  place: Place,
  staging: Staging,
  reportPath: string,
): Promise<Written> {
  const total = staging.size;
  const writer = await job.engines.products.openWriter(place);
  let done = 0;
  try {
    for (const products of staging.batches()) {
      checkStopped(job);
      await writer.append(products);
      done += products.length;
      tell(job, { stage: 'write', done, total, unit: 'products' });
    }
    const { checksum, refused } = await writer.finish();
    if (refused.length > 0) await report(refused, staging, reportPath);
    return { checksum, refused: new Set(refused.map(({ ordinal }) => ordinal)) };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function report(refused: readonly RefusedProduct[], staging: Staging, path: string): Promise<void> {
  const rows = new RowReport(path, { append: true });
  for await (const [{ reason }, product] of staging.pick(refused)) {
    await rows.refused({ message: reason, ...(product === undefined ? {} : { id: product.id }) });
  }
  await rows.close();
}
