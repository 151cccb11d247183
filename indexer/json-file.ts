import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AisleError, isRecord, NewerFormatError } from '../base/index.js';

/** The only format of these files so far. */
const FORMAT = 1;

/**
 * Reads a small JSON file of ours; undefined when there is none. Throws `corrupt` when it is not what was written, or of a
 * newer format; `help`: what to do about it.
 */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>, help = ''): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  const content = parsed(text);
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const format = isRecord(content) ? content['format'] : undefined;
  if (typeof format === 'number' && format > FORMAT)
    throw new NewerFormatError('corrupt', path, { found: format, read: String(FORMAT) });
  throw new AisleError('corrupt', `${path} is damaged${help}`, { cause: read.error });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
