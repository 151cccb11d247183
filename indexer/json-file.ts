import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AisleError } from '../base/index.js';

/** Reads a small JSON file of ours; undefined when there is none. Throws `corrupt` when it is not what was written. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AisleError('corrupt', `${path} is damaged`, { cause });
  }
}
