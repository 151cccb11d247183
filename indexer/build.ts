import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256, sha256File, writeFileAtomic } from '../base/index.js';
import { AisleError } from '../base/index.js';
import { isToBuildAnew } from './build-anew.js';
import type { ReindexJob } from './job.js';
import { readJsonFile } from './json-file.js';
import { INSIDE, type Layout } from './layout.js';

const buildSchema = z.object({
  format: z.literal(1),
  generation: z.string(),
  /** What is built from what; absent in the builds of an older version. */
  key: z.string().optional(),
  source: z.string(),
  /** The mark in the log of live updates when it began first; absent where there is no log. */
  opsFrom: z.int().min(0).optional(),
  /** Present once all rows are staged. */
  read: z.object({ rows: z.int(), products: z.int(), rejected: z.int(), repaired: z.int() }).optional(),
  /** Bytes of the report then: what follows was said while writing, and is said again by a run that goes on. */
  reported: z.int().optional(),
});

/** What a build remembers between runs; everything else it finds on the disk. */
export type BuildState = z.infer<typeof buildSchema>;

/** What a job builds from. */
export interface Input {
  /** Names this content with this map and this model: another one is another build. */
  readonly key: string;
  /** SHA-256 of the file. */
  readonly source: string;
  /** What the file looked like before its content was hashed. */
  readonly seen: string;
}

export interface Build {
  readonly folder: string;
  readonly state: BuildState;
}

/** Throws `bad_file` where the file cannot be read. */
export async function inputOf(job: ReindexJob): Promise<Input> {
  const seen = await lookOf(job.file);
  const source = await hashSource(job.file);
  const key = sha256(JSON.stringify([source, job.map, job.embedder?.identity, job.template])).slice(0, 16);
  return { key, source, seen };
}

/** The build of this input: the one that an earlier run left unfinished, or a new one. */
export async function openBuild(job: ReindexJob, layout: Layout, { key, source }: Input): Promise<Build> {
  const folder = join(layout.builds, key);
  if (job.fresh) await rm(folder, { recursive: true, force: true });
  const known = await readBuildState(folder);
  if (known !== undefined && (await isReplayable(job, known))) return { folder, state: known };
  if (known !== undefined) await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  const generation = newId(job.clock.now(), await job.registry.ids());
  const { opsFrom } = job;
  const state = {
    format: 1,
    generation,
    key,
    source,
    ...(opsFrom === undefined ? {} : { opsFrom }),
  } as const;
  const build = { folder, state };
  await saveBuild(build);
  return build;
}

/**
 * Whether the log still has all that came since the build began: another machine's prune knows nothing of it, and a state
 * file that was lost has begun a new log.
 */
async function isReplayable({ ops, log }: ReindexJob, { opsFrom, generation }: BuildState): Promise<boolean> {
  if (ops === undefined || opsFrom === undefined) return true;
  try {
    await ops.read(opsFrom, 1);
    if ((await ops.last()) >= opsFrom) return true;
    log.warn({ generation }, 'live updates since this build began were lost; it begins anew');
    return false;
  } catch (error) {
    if (!isToBuildAnew(error)) throw error;
    log.warn({ generation, err: error }, 'live updates since this build began were removed; it begins anew');
    return false;
  }
}

/** What a build's folder remembers; undefined when nothing. Throws `corrupt`. */
export function readBuildState(folder: string): Promise<BuildState | undefined> {
  return readJsonFile(join(folder, INSIDE.build), buildSchema);
}

/** A name that sorts by time, so that newest first is by name: later than every other, whatever the clock says. */
function newId(now: number, taken: readonly string[]): string {
  const id = idOf(now);
  const newest = taken.filter(isGenerationId).sort().at(-1);
  return newest === undefined || id > newest ? id : idOf(timeOf(newest) + 1);
}

/** Whether a name is one that a build gives its generation. */
export function isGenerationId(name: string): boolean {
  return /^\d{8}-\d{9}$/.test(name);
}

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

/** Throws `conflict` when the file is no longer what was hashed: what is read must be what the generation says. */
export async function expectUnchanged(file: string, { seen }: Input): Promise<void> {
  if ((await lookOf(file)) === seen) return;
  throw new AisleError('conflict', `${file} changed while it was being read: run the same command again`);
}

/** Size, times of the last changes and identity; empty where there is no file. */
async function lookOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  // The time of the last change of content can be set back, as copying tools do; that of any change cannot.
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join();
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
