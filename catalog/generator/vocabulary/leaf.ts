import type { BrandFamily } from './brands.js';
import type { Feature } from './features.js';
import type { Material, Palette, SizeSystem, Style } from './traits.js';

/** A kind of thing: a leaf of the category tree, and all that articles of it can be. */
export interface LeafSpec {
  /** Unique; what other leaves and judgments name it by. */
  readonly key: string;
  /** Below the department: level 2 and the leaf. */
  readonly path: readonly [string, string];
  /** What people call it; the first is the name. Means this leaf and no other. */
  readonly nouns: readonly string[];
  readonly features: readonly Feature[];
  readonly materials: readonly Material[];
  readonly styles: readonly Style[];
  readonly palette: Palette;
  readonly sizes: SizeSystem;
  /** USD, from the cheapest to the dearest. */
  readonly price: readonly [number, number];
  /** Where it is used: fits after "made for". */
  readonly uses: readonly string[];
  /** Keys of what is bought along with it, but is not it. */
  readonly complements: readonly string[];
  /** Absent: for everybody. */
  readonly audience?: 'adult' | 'kids';
  /** Share of the assortment: 1 (default), 2 or 3. */
  readonly share?: 1 | 2 | 3;
}

export interface DepartmentSpec {
  readonly name: string;
  readonly brands: BrandFamily;
  readonly leaves: readonly LeafSpec[];
}

interface Words {
  /** `Level 2 > Leaf` */
  readonly path: string;
  /** Separated by `|`, like `uses`. */
  readonly nouns: string;
  readonly uses: string;
  readonly features: readonly Feature[];
  readonly materials: readonly Material[];
  readonly styles: readonly Style[];
  readonly complements: readonly string[];
}
type Rest = Pick<LeafSpec, 'palette' | 'sizes' | 'price' | 'audience' | 'share'>;

/** A leaf from its short form. */
export function leaf(key: string, { path, nouns, uses, ...lists }: Words, rest: Rest): LeafSpec {
  const [middle = '', last = ''] = path.split(' > ');
  return {
    key,
    path: [middle, last],
    nouns: nouns.split('|'),
    uses: uses.split('|'),
    ...lists,
    ...rest,
  };
}
