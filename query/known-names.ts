import { normaliseQuery } from './normalise.js';
import type { KnownNames } from './query-class.js';

/** The names of a catalogue, whatever their case and accents. Asking costs one look-up, however many there are. */
export function knownNames(brands: Iterable<string>, categories: Iterable<string>): KnownNames {
  const [ofBrands, ofCategories] = [folded(brands), folded(categories)];
  return {
    brands: (text) => ofBrands.has(fold(text)),
    categories: (text) => ofCategories.has(fold(text)),
  };
}

function folded(names: Iterable<string>): ReadonlySet<string> {
  const set = new Set<string>();
  for (const name of names) set.add(fold(name));
  return set;
}

const ACCENTS = /[\u0300-\u036f]/g;

function fold(name: string): string {
  return normaliseQuery(name).normalize('NFD').replace(ACCENTS, '').toLowerCase();
}
