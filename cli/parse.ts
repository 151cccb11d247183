import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
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

/** An option that takes a share from 0 to 1. */
export function share(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= 1)) {
      throw new InvalidArgumentError(`${name} expects a number from 0 to 1.`);
    }
    return value;
  };
}

/** Reads a text file named by an option or argument. */
export async function readText(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AisleError(
      'bad_request',
      `${name}: ${file} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`,
      { cause: error },
    );
  }
}

/** Reads a small JSON file named by an option. */
export async function readJson(name: string, file: string): Promise<unknown> {
  const text = await readText(name, file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AisleError('bad_request', `${name}: ${file} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * For a subcommand that runs where none is named: a word more than it takes is taken for a subcommand that is not there,
 * which is what whoever typed it meant.
 */
export function byDefault(subcommand: Command): Command {
  // An option after it is not there either: the word in front of it is the mistake.
  return subcommand
    .allowExcessArguments()
    .allowUnknownOption()
    .hook('preAction', (_, self) => {
      const [word = ''] = self.args;
      const option = self.args.find((each) => each.startsWith('-'));
      const tooMany = self.args.length > self.registeredArguments.length;
      if (tooMany && word !== option) self.error(`error: unknown command '${word}'`);
      if (option !== undefined) self.error(`error: unknown option '${option}'`);
    });
}
