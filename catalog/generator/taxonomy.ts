import { BRANDS, type Brand } from './vocabulary/brands.js';
import { ACTIVE } from './vocabulary/departments-active.js';
import { APPAREL } from './vocabulary/departments-apparel.js';
import { CARE } from './vocabulary/departments-care.js';
import { HOME } from './vocabulary/departments-home.js';
import { INDOOR } from './vocabulary/departments-indoor.js';
import { TECH } from './vocabulary/departments-tech.js';
import type { LeafSpec } from './vocabulary/leaf.js';

/** A leaf with its place in the tree. */
export interface Leaf extends LeafSpec {
  readonly index: number;
  readonly department: string;
  /** Department, level 2, leaf. */
  readonly category: readonly [string, string, string];
  readonly brands: readonly Brand[];
}

export const LEAVES: readonly Leaf[] = [...APPAREL, ...ACTIVE, ...HOME, ...INDOOR, ...TECH, ...CARE]
  .flatMap((department) =>
    department.leaves.map((spec) => ({
      ...spec,
      department: department.name,
      category: [department.name, ...spec.path] as const,
      brands: BRANDS[department.brands],
    })),
  )
  .map((leaf, index) => ({ ...leaf, index }));

const BY_KEY = new Map(LEAVES.map((leaf) => [leaf.key, leaf]));

/** The leaf of a key that the vocabulary knows. */
export function leafOf(key: string): Leaf {
  const leaf = BY_KEY.get(key);
  if (leaf === undefined) throw new RangeError(`no leaf ${key}`);
  return leaf;
}

/** Departments that have nothing in common with the named one, neither use nor words. */
const FAR: Readonly<Record<string, string>> = {
  Shoes: 'Kitchen Garden Electronics Beauty Pets Office',
  Clothing: 'Kitchen Garden Electronics Pets Office Toys',
  Sport: 'Kitchen Beauty Office Garden Pets',
  Outdoor: 'Beauty Office Kitchen Pets Toys',
  Home: 'Shoes Beauty Sport Electronics Pets',
  Kitchen: 'Shoes Clothing Sport Beauty Toys Outdoor',
  Garden: 'Shoes Clothing Electronics Beauty Sport',
  Office: 'Shoes Outdoor Sport Beauty Pets Clothing',
  Electronics: 'Garden Clothing Beauty Pets Shoes Kitchen',
  Beauty: 'Electronics Office Outdoor Shoes Garden Kitchen',
  Toys: 'Beauty Kitchen Shoes Office',
  Pets: 'Electronics Office Shoes Clothing Beauty',
};

const WORDS: readonly ReadonlySet<string>[] = LEAVES.map(
  (leaf) =>
    new Set(
      leaf.nouns
        .join(' ')
        .toLowerCase()
        .split(/[^a-z]+/)
        .map((word) => word.replace(/(?:es|s)$/, ''))
        .filter((word) => word !== ''),
    ),
);

/** True where neither the departments nor the names of two leaves touch. */
function touchNowhere(a: Leaf, b: Leaf): boolean {
  const far = (x: Leaf, y: Leaf) => FAR[x.department]?.split(' ').includes(y.department) === true;
  if (!far(a, b) && !far(b, a)) return false;
  const words = WORDS[a.index];
  return ![...(WORDS[b.index] ?? [])].some((word) => words?.has(word));
}

const FAR_LEAVES: readonly ReadonlySet<Leaf>[] = LEAVES.map(
  (leaf) => new Set(LEAVES.filter((other) => touchNowhere(leaf, other))),
);

/** Kinds of things that have nothing to do with any of these. */
export const farLeaves = (needs: readonly Leaf[]): Leaf[] =>
  LEAVES.filter((leaf) => needs.every((need) => FAR_LEAVES[need.index]?.has(leaf)));
