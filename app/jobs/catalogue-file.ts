import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { AisleError } from '../../base/index.js';

/**
 * The product file that a job may read: a path inside the configured folder, links followed. Throws `unprocessable`
 * without a folder, `bad_request` for a path that leads out of it or to nothing.
 */
export async function catalogueFile(folder: string | undefined, file: string): Promise<string> {
  if (folder === undefined) {
    const message = 'no file can be read over HTTP: expected the setting catalogue.folder to name a folder';
    throw new AisleError('unprocessable', message);
  }
  const found = await resolved(folder, file);
  if (found === undefined) {
    const message = `expected a file inside the folder of catalogue.folder, as a path from there; ${JSON.stringify(file)} is none`;
    throw new AisleError('bad_request', `file: ${message}`, { errors: [{ path: 'file', message }] });
  }
  return found;
}

/** Undefined for a path that leads out, and for one that leads nowhere: an answer tells nothing of what lies outside. */
async function resolved(folder: string, file: string): Promise<string | undefined> {
  if (isAbsolute(file) || file.includes('\0')) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, file));
    const inside = relative(root, path);
    const out = inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return out ? undefined : path;
  } catch {
    return undefined;
  }
}
