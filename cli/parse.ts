import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { AisleError } from '../base/index.js';

/** An option that takes a whole number of at least `least`. */
export function integer(name: string, least = 0): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`${name} expects a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** Reads a small JSON file named by an option. */
export async function readJson(name: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AisleError(
      'bad_request',
      `${name}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AisleError('bad_request', `${name}: ${file} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
