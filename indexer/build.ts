import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256, sha256File, writeFileAtomic } from '../base/index.js';
import { AisleError } from '../base/index.js';
import type { ReindexJob } from './job.js';
import { readJsonFile } from './json-file.js';
import { INSIDE, type Layout } from './layout.js';

const buildSchema = z.object({
  format: z.literal(1),
  generation: z.string(),
  source: z.string(),
  /** Present once all rows are staged. */
  read: z.object({ rows: z.int(), products: z.int(), rejected: z.int(), repaired: z.int() }).optional(),
});

/** What a build remembers between runs; everything else it finds on the disk. */
export type BuildState = z.infer<typeof buildSchema>;

export interface Build {
  readonly folder: string;
  readonly state: BuildState;
}

/**
 * The build of this file with this map and this model: the one that an earlier run left unfinished, or a new one.
 * Another content, map or model is another build.
 */
export async function openBuild(job: ReindexJob, layout: Layout): Promise<Build> {
  const source = await hashSource(job.file);
  const key = sha256(JSON.stringify([source, job.map, job.embedder?.identity, job.template])).slice(0, 16);
  const folder = join(layout.builds, key);
  if (job.fresh) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const known = await readJsonFile(join(folder, INSIDE.build), buildSchema);
  if (known !== undefined) return { folder, state: known };
  const generation = newId(job.clock.now(), await readdir(layout.generations));
  const build = { folder, state: { format: 1, generation, source } as const };
  await saveBuild(build);
  return build;
}

/** A name that sorts by time, so that newest first is by name: later than every other, whatever the clock says. */
function newId(now: number, taken: readonly string[]): string {
  const id = idOf(now);
  const newest = taken
    .filter((name) => GENERATION_ID.test(name))
    .sort()
    .at(-1);
  return newest === undefined || id > newest ? id : idOf(timeOf(newest) + 1);
}

const GENERATION_ID = /^\d{8}-\d{9}$/;

/** Milliseconds since 1970 → `20261125-002733123` (UTC). */
function idOf(time: number): string {
  const digits = new Date(time).toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 17)}`;
}

function timeOf(id: string): number {
  return Date.parse(id.replace(/(....)(..)(..)-(..)(..)(..)(...)/, '$1-$2-$3T$4:$5:$6.$7Z'));
}

export async function saveBuild({ folder, state }: Build): Promise<void> {
  await writeFileAtomic(join(folder, INSIDE.build), JSON.stringify(state));
}

async function hashSource(file: string): Promise<string> {
  try {
    return await sha256File(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (code ?? 'error');
    throw new AisleError('bad_file', `${file} cannot be read: ${why}`, { cause: error });
  }
}
