import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CatalogueNames as Names, Generation } from '../indexer/index.js';
import { NameTable, type CatalogueNames } from '../query/index.js';

/** Names that are put in place before others get their turn: a millisecond or two. */
const NAMES = 250;

/** One for all moments of a generation, which share their lists; a closed one takes its own along. */
const tables = new WeakMap<readonly string[], NameTable>();
const known = new WeakMap<Names, CatalogueNames>();
const brandCounts = new WeakMap<Names['counts'], ReadonlyMap<string, number>>();

/**
 * What a generation knows by name: prepared at its first query in small steps, a look-up from then on. A live update
 * that brings a new name adds that name alone.
 */
export async function namesOf({ names }: Pick<Generation, 'names'>): Promise<CatalogueNames> {
  const found = known.get(names);
  if (found !== undefined) return found;
  const { brands, categories } = names;
  const table = tables.get(brands.list) ?? new NameTable();
  tables.set(brands.list, table);
  // Others may add to it between two steps: what comes next is asked each time.
  for (let steps = 1; ; steps++) {
    const { size } = table;
    if (size.brands < brands.count) table.addBrand(brands.list[size.brands] as string);
    else if (size.categories < categories.count)
      table.addCategory(categories.list[size.categories] as string);
    else break;
    if (steps % NAMES === 0) await nextTurn();
  }
  const made = table.first({ brands: brands.count, categories: categories.count });
  known.set(names, made);
  return made;
}

/** How many products a generation has of each brand, by its name. */
export function brandCountsOf({ names: { counts } }: Pick<Generation, 'names'>): ReadonlyMap<string, number> {
  const found = brandCounts.get(counts) ?? new Map(counts.brands.map(({ value, count }) => [value, count]));
  brandCounts.set(counts, found);
  return found;
}
