import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import {
  AisleError,
  asStorageError,
  fsyncPath,
  isAisleError,
  sha256,
  silentLogger,
  NewerFormatError,
} from '../../base/index.js';
import { openSqliteState } from '../../engines/state/index.js';
import { takeLock } from '../../indexer/index.js';
import type { Config } from '../config.js';
import { BACKUP_FORMAT, contentsSchema, isInside, LIST, type BackupEntry } from './contents.js';
import { moveIn, moveOn, unfinishedPlan, type MovePlan } from './move-in.js';

/** In the data folder until everything is in place, with the plan and the lock's journal; what a killed one left is for the next. */
const UNFINISHED = '.restoring';
const LOCK = '.restoring.lock';

export interface RestoreReport {
  readonly data: string;
  readonly files: number;
  /** When the backup was made; ISO 8601. */
  readonly createdAt: string;
}

/**
 * Makes an installation of a backup, whole or not at all: every file is held against its checksum before anything of it
 * is in place, and a state of an older format is brought up to this one. After a kill the same call begins again, or goes
 * on where files were being moved to their places. Throws `conflict` where the data folder is not empty or another
 * restore is under way, `bad_file` for what is no backup or a newer one, `corrupt` for a damaged one, `storage_full`.
 */
export async function restore({ data }: Config, file: string): Promise<RestoreReport> {
  const target = resolve(data);
  await mkdir(target, { recursive: true }).catch((cause: unknown) => {
    throw new AisleError('bad_config', `data: ${target} is no folder that can be written`, { cause });
  });
  const release = takeLock(join(target, LOCK), `another backup is being restored into ${target}`);
  try {
    const plan = await unfinishedPlan(target);
    return await (plan === undefined ? begin(file, target) : goOn(plan, file, target));
  } catch (error) {
    throw asStorageError(error, target);
  } finally {
    release();
    await rm(join(target, LOCK), { force: true });
  }
}

async function begin(file: string, target: string): Promise<RestoreReport> {
  // Inside: the data folder may be a disk of its own.
  const folder = join(target, UNFINISHED);
  await expectEmpty(target);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    const entries: BackupEntry[] = [];
    const list = await eachEntry(file, folder, async (entry) => {
      entries.push(await writeEntry(entry, folder));
    });
    const { createdAt, entries: expected } = readList(list, file);
    expectSame(entries, expected, file);
    // Also brings an older format up to this one.
    await (await openSqliteState(join(folder, 'state.db'), { log: silentLogger })).close();
    await moveIn(folder, target, sha256(list));
    return { data: target, files: entries.length, createdAt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What waits was checked before the first of it was moved: the file is asked for its list alone. */
async function goOn(plan: MovePlan, file: string, target: string): Promise<RestoreReport> {
  const folder = join(target, UNFINISHED);
  const list = await eachEntry(file, folder, (entry) => {
    entry.resume();
    return Promise.resolve();
  });
  const { createdAt, entries } = readList(list, file);
  if (sha256(list) !== plan.backup) {
    const message = `${target} holds a part of another backup, whose restore was killed: restore that one again, or empty the folder`;
    throw new AisleError('conflict', message);
  }
  await moveOn(folder, target, plan);
  await rm(folder, { recursive: true, force: true });
  return { data: target, files: entries.length, createdAt };
}

async function expectEmpty(target: string): Promise<void> {
  const found = await readdir(target);
  if (found.every((name) => name.startsWith(UNFINISHED))) return;
  throw new AisleError(
    'conflict',
    `${target} is not empty: a backup is restored into an empty data folder alone`,
  );
}

/** Hands over every entry but the list, whose text is answered. `folder`: where the files go, for messages. */
async function eachEntry(
  file: string,
  folder: string,
  take: (entry: ArchivedFile) => Promise<void>,
): Promise<string> {
  let list = '';
  const archive = extract();
  const read = pipeline(createReadStream(file), archive);
  // Heard below, when the entries before the fault are done.
  read.catch(() => undefined);
  try {
    for await (const entry of archive) {
      if (entry.header.name === LIST) list = await textOf(entry);
      else await take(entry);
    }
    await read;
  } catch (error) {
    if (isAisleError(error) || asStorageError(error, folder) !== error) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new AisleError('bad_file', `${file} cannot be read as a backup: ${why}`, { cause: error });
  }
  return list;
}

/** A file of the archive, as it streams by. */
interface ArchivedFile extends AsyncIterable<unknown> {
  readonly header: Pick<Header, 'name' | 'type'>;
  /** Passes over its content. */
  resume(): unknown;
}

async function writeEntry(entry: ArchivedFile, folder: string): Promise<BackupEntry> {
  const { name, type } = entry.header;
  if (type !== 'file' || !isInside(name)) {
    throw new AisleError(
      'bad_file',
      `a backup holds plain files alone, found ${JSON.stringify(name)} (${type})`,
    );
  }
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    entry,
    async function* (chunks: AsyncIterable<unknown>) {
      for await (const each of chunks) {
        const chunk = each as Buffer;
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx' }),
  );
  await fsyncPath(path);
  return { path: name, size, sha256: hash.digest('hex') };
}

async function textOf(entry: ArchivedFile): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readList(text: string, file: string) {
  const contents = parseList(text, file);
  if (contents.format <= BACKUP_FORMAT) return contents;
  throw new NewerFormatError('bad_file', file, { found: contents.format, read: String(BACKUP_FORMAT) });
}

function parseList(text: string, file: string) {
  try {
    return contentsSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${file} is no whole backup: its list of files is missing or damaged`;
    throw new AisleError(text === '' ? 'bad_file' : 'corrupt', message, { cause });
  }
}

function expectSame(found: readonly BackupEntry[], expected: readonly BackupEntry[], file: string): void {
  const sums = new Map(found.map(({ path, sha256 }) => [path, sha256]));
  const wrong = expected.filter(({ path, sha256 }) => sums.get(path) !== sha256).map(({ path }) => path);
  if (wrong.length === 0 && found.length === expected.length) return;
  const named = wrong.length === 0 ? 'files that its list does not name' : wrong.slice(0, 5).join(', ');
  throw new AisleError('corrupt', `${file} is damaged: ${named}`);
}
