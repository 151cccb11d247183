import { join } from 'node:path';
import { checkStopped, tell, type ReindexJob } from './job.js';
import { INSIDE } from './layout.js';
import type { Staging } from './staging.js';

/** Writes the product index, in the order of ids; answers its checksum. */
export async function writeStage(job: ReindexJob, folder: string, staging: Staging): Promise<string> {
  const total = staging.size;
  const writer = await job.engines.openProductWriter(join(folder, INSIDE.products));
  let done = 0;
  try {
    for (const products of staging.batches()) {
      checkStopped(job);
      await writer.append(products);
      done += products.length;
      tell(job, { stage: 'write', done, total, unit: 'products' });
    }
    return (await writer.finish()).checksum;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
