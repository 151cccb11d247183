import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.js';

/** As package.json demands it. */
const NODE = [20, 19] as const;

/** With less than this share, and less than this many bytes, the disk is nearly full. */
const LITTLE_SHARE = 0.1;
const LITTLE_BYTES = 10 * 2 ** 30;

/** Bytes written to see whether they can be: more than what a full disk has left in blocks that are in use. */
const TRIAL = 2 ** 17;

export async function nodeFinding(version: string): Promise<Omit<Finding, 'part'>> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < NODE[0] || (major === NODE[0] && minor < NODE[1]);
  if (!old) return { state: 'ok', found: version };
  return { state: 'broken', found: version, remedy: `install Node ${NODE.join('.')} or newer` };
}

/** A folder that is not there yet is no fault: the first job makes it. Throws what writing to it throws. */
export async function dataFinding(folder: string): Promise<Omit<Finding, 'part'>> {
  const found = await stat(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) {
    return {
      state: 'note',
      found: `${folder} is not there yet`,
      remedy: 'the first `aisle reindex` makes it',
    };
  }
  await tryWriting(folder);
  const { bavail, blocks, bsize } = await statfs(folder);
  const [free, share] = [bavail * bsize, blocks === 0 ? 1 : bavail / blocks];
  const said = `${folder}, ${(free / 2 ** 30).toFixed(1)} GiB free (${Math.round(share * 100)} %)`;
  if (share >= LITTLE_SHARE || free >= LITTLE_BYTES) return { state: 'ok', found: said };
  const remedy = '`aisle generations prune`, or more space: a reindex needs as much as a generation has';
  return { state: 'note', found: said, remedy };
}

async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `doctor-${process.pid}.tmp`);
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(Buffer.alloc(TRIAL));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}
