import { readFile } from 'node:fs/promises';
import { AisleError, isRecord } from '../base/index.js';

/** The purchases of one shopper, oldest first. */
export interface Sequence {
  readonly user: string;
  readonly items: readonly string[];
}

/** Fewer leave nothing to predict from, once test and validation item are taken off. */
const LEAST_ITEMS = 3;

/** Reads `user item item …` a line. Throws `bad_file` for what cannot be read or a line that is too short. */
export async function readSequences(file: string): Promise<Sequence[]> {
  const lines = (await textOf(file)).split('\n').map((line) => line.trim());
  return lines.flatMap((line, at) => {
    if (line === '') return [];
    const [user = '', ...items] = line.split(/\s+/);
    if (items.length >= LEAST_ITEMS) return [{ user, items }];
    throw new AisleError(
      'bad_file',
      `${file}, line ${at + 1}: expected a user and at least ${LEAST_ITEMS} items`,
    );
  });
}

/** Reads item → attributes, numbers or texts. Throws `bad_file` for anything else. */
export async function readAttributes(file: string): Promise<Map<string, readonly string[]>> {
  const json = parse(await textOf(file), file);
  if (!isRecord(json)) throw new AisleError('bad_file', `${file}: expected a JSON object, item → attributes`);
  return new Map(
    Object.entries(json).map(([item, attributes]) => {
      if (Array.isArray(attributes)) return [item, attributes.map(String)];
      throw new AisleError('bad_file', `${file}: expected a list of attributes for ${JSON.stringify(item)}`);
    }),
  );
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AisleError('bad_file', `${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AisleError('bad_file', `${file} is not JSON`, { cause: error });
  }
}
