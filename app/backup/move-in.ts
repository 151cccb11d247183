import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AisleError, commitFile, fsyncPath } from '../../base/index.js';
import { MANIFEST } from './contents.js';

/** In the data folder from before the first rename until after the last one. */
const PLAN = '.restoring.plan';

const planSchema = z.object({
  /** SHA-256 of the backup's list, which names every file with its own. */
  backup: z.string(),
  /** What is moved into the data folder, in this order. */
  names: z.array(z.string()),
});

/** What a restore moves, once all of it is there and checked. */
export type MovePlan = Readonly<z.infer<typeof planSchema>>;

/** The plan of a restore that was killed while it moved; none: nothing of it is in place. */
export async function unfinishedPlan(target: string): Promise<MovePlan | undefined> {
  const text = await readFile(join(target, PLAN), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : planSchema.parse(JSON.parse(text));
}

/**
 * Moves everything in `folder` to `target`: all of it, or, when something fails, nothing. Killed in between, the plan
 * that it leaves says how to go on. What is live comes last: until then there is no generation in the target.
 */
export async function moveIn(folder: string, target: string, backup: string): Promise<void> {
  const found = await readdir(folder);
  const names = found.sort((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST));
  await fsyncFolders(folder);
  // Written in the folder, where a killed restore leaves nothing that the next does not clear.
  await writeFile(join(folder, PLAN), JSON.stringify({ backup, names } satisfies MovePlan));
  await commitFile(join(folder, PLAN), join(target, PLAN));
  const moved: string[] = [];
  try {
    for (const name of names) {
      await rename(join(folder, name), join(target, name));
      moved.push(name);
    }
    await fsyncPath(target);
  } catch (error) {
    // Back, not away: a kill here leaves everything that a plan names in one of both places.
    for (const name of moved) await rename(join(target, name), join(folder, name));
    await rm(join(target, PLAN));
    throw error;
  }
  await rm(join(target, PLAN));
}

/** Moves what a killed restore did not come to. Throws `conflict` where something else stands in its place. */
export async function moveOn(folder: string, target: string, { names }: MovePlan): Promise<void> {
  const waiting = new Set(await readdir(folder).catch(() => []));
  const there = new Set(await readdir(target));
  const twice = names.filter((name) => waiting.has(name) && there.has(name));
  const nowhere = names.filter((name) => !waiting.has(name) && !there.has(name));
  if (twice.length > 0 || nowhere.length > 0) {
    const what = twice.length > 0 ? `${twice.join(', ')} came into` : `${nowhere.join(', ')} went from`;
    throw new AisleError(
      'conflict',
      `a restore into ${target} was killed, and ${what} the folder since: empty it, then restore again`,
    );
  }
  for (const name of names) {
    if (waiting.has(name)) await rename(join(folder, name), join(target, name));
  }
  await fsyncPath(target);
  await rm(join(target, PLAN));
}

/** So that after a power cut a folder that was moved has its files. */
async function fsyncFolders(root: string): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await fsyncFolders(join(root, entry.name));
  await fsyncPath(root);
}
