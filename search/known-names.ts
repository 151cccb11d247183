import type { CatalogueNames as Names, Generation } from '../indexer/index.js';
import { knownNames, type CatalogueNames } from '../query/index.js';

interface Prepared {
  readonly known: CatalogueNames;
  readonly products: ReadonlyMap<string, number>;
}

/** Of the generations that are open; a closed one takes its own along. */
const prepared = new WeakMap<Names, Prepared>();

/** What a generation knows by name: prepared at its first query, a look-up from then on. */
export function namesOf({ names }: Pick<Generation, 'names'>): CatalogueNames {
  return prepare(names).known;
}

/** How many products a generation has of each brand, by its name. */
export function brandCountsOf({ names }: Pick<Generation, 'names'>): ReadonlyMap<string, number> {
  return prepare(names).products;
}

function prepare(names: Names): Prepared {
  const found = prepared.get(names) ?? {
    known: knownNames(names.brands, names.categories),
    products: new Map(names.counts.brands.map(({ value, count }) => [value, count])),
  };
  prepared.set(names, found);
  return found;
}
