import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AisleError } from './errors.js';

/** Forces a file's or a directory's content to the disk. */
export async function fsyncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Moves a finished temporary file to its place so that a crash leaves the old or the new one, never half. */
export async function commitFile(temporary: string, path: string): Promise<void> {
  await fsyncPath(temporary);
  await rename(temporary, path);
  await fsyncPath(dirname(path));
}

/** Writes a small file atomically and durably. Throws `storage_full` when the disk is full. */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(data);
    } finally {
      await handle.close();
    }
    await commitFile(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asStorageError(error, path);
  }
}

/** Names a full disk as such; every other error passes unchanged. */
export function asStorageError(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new AisleError('storage_full', `no space left on the disk that holds ${path}`, { cause: error });
  }
  return error;
}
