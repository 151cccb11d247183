import type { CatalogueNames, Generation } from '../indexer/index.js';
import { knownNames, type KnownNames } from '../query/index.js';

/** Of the generations that are open; a closed one takes its own along. */
const prepared = new WeakMap<CatalogueNames, KnownNames>();

/** What a generation knows by name: prepared at its first query, a look-up from then on. */
export function namesOf({ names }: Pick<Generation, 'names'>): KnownNames {
  const known = prepared.get(names) ?? knownNames(names.brands, names.categories);
  prepared.set(names, known);
  return known;
}
