import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fsyncPath, isAisleError } from '../base/index.js';
import { readBuildState } from './build.js';
import { isToBuildAnew } from './build-anew.js';
import type { ReindexJob } from './job.js';
import { INSIDE, type Layout } from './layout.js';
import { placeOf } from './open-generation.js';
import type { GenerationMeta } from './meta.js';

type Job = Pick<ReindexJob, 'registry' | 'engines' | 'log' | 'fresh'>;

/**
 * The generation that an earlier run of this build finished and, killed, did not come to publish: its folder still holds
 * the state of the build. Undefined when there is none, or none that can be opened: then it is built anew.
 */
export async function findFinished(
  job: Job,
  layout: Layout,
  key: string,
): Promise<GenerationMeta | undefined> {
  const taken = await job.registry.ids();
  await moveHome(layout, key, taken);
  for (const id of taken) {
    const home = join(layout.generations, id);
    if ((await stateIn(home))?.key !== key) continue;
    const meta = job.fresh ? undefined : await job.registry.generation(id);
    if (meta !== undefined && (await opens(job, layout, meta))) return meta;
    await forgetBuild(layout, id);
  }
  return undefined;
}

/** Ends a build whose generation needs nothing more: from here on the same input is built anew. */
export async function forgetBuild(layout: Layout, generation: string): Promise<void> {
  const home = join(layout.generations, generation);
  // The state goes last: until then the rest of it is still to be removed.
  for (const name of [INSIDE.staging, `${INSIDE.staging}-journal`, INSIDE.build]) {
    await rm(join(home, name), { force: true });
  }
}

/** A registry on a cluster lists a generation first and moves its folder then. */
async function moveHome(layout: Layout, key: string, taken: readonly string[]): Promise<void> {
  const folder = join(layout.builds, key);
  const id = (await stateIn(folder))?.generation;
  if (id === undefined || !taken.includes(id)) return;
  await rename(folder, join(layout.generations, id));
  await fsyncPath(layout.generations);
}

/** A damaged state promises nothing. */
async function stateIn(folder: string) {
  try {
    return await readBuildState(folder);
  } catch (error) {
    if (isAisleError(error)) return undefined;
    throw error;
  }
}

async function opens({ engines, log }: Job, layout: Layout, meta: GenerationMeta): Promise<boolean> {
  try {
    const products = await engines.products.open(placeOf(layout, meta.id));
    await products.close();
    if (meta.vectors !== undefined) await (await engines.vectors.open(meta.vectors)).close();
    return true;
  } catch (error) {
    if (!isToBuildAnew(error)) throw error;
    log.warn({ generation: meta.id, err: error }, 'a finished generation cannot be opened; it is built anew');
    return false;
  }
}
