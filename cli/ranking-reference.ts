import type { Aisle } from '../app/index.js';
import { parseDraft } from '../rankings/index.js';
import { readJson } from './parse.js';

/** A ranking as a search names it: `name` and `name@version` as they are; a JSON file is tried, and kept nowhere. */
export async function rankingReference(
  { rankings }: Pick<Aisle, 'rankings'>,
  given: string | undefined,
): Promise<string | undefined> {
  if (given === undefined || /^[a-z0-9][a-z0-9-]*(@\d+)?$/.test(given)) return given;
  return rankings.tryOut(await parseDraft(await readJson('--ranking', given)));
}
