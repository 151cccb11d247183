import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';

const NOUNS = ['shoe', 'lamp', 'mug', 'tent', 'drill'];
const WORDS = [...NOUNS, 'red', 'blue', 'steel', 'trail', 'garden', 'small', 'wh-1000xm4', '12 oz'];
/** In titles alone: what says that a product is without something. */
const SAID = ['no', 'without', 'redless'];
const BRANDS = ['Northfell', 'Brightwell', 'Oakline'];
/** In queries alone: what they name of a catalogue. */
const NAMED = ['northfell', 'oakline', 'kitchen', 'camp', '12oz'];

/** What a query may state besides its words: it belongs to the membership. */
const STATED = [
  '',
  '',
  ' under $5',
  ' $3 - $6',
  ' 3 stars and up',
  ' -red',
  ' -lamp under $7',
  ' without red',
  ' no lamp',
  ' not blue under $8',
];

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const product = fc.record({
  title: fc
    .array(fc.constantFrom(...WORDS, ...SAID), { minLength: 1, maxLength: 5 })
    .map((words) => words.join(' ')),
  brand: optional(fc.constantFrom(...BRANDS)),
  category: optional(fc.constantFrom(['Home'], ['Home', 'Kitchen'], ['Outdoor', 'Camp'])),
  price: optional(fc.integer({ min: 1, max: 9 })),
  rating: optional(fc.integer({ min: 0, max: 5 })),
  groupId: optional(fc.constantFrom('g1', 'g2', 'g3')),
});

/** The article number of the product at a place. */
export const skuOf = (place: number): string => `QX-${7_000 + place}`;

/** Absent fields are left out, as a clean product has them. */
function toProducts(drafts: readonly Readonly<Record<string, unknown>>[]): Product[] {
  return drafts.map(
    (draft, i) =>
      ({
        id: `p${String(i).padStart(3, '0')}`,
        attributes: { sku: skuOf(i) },
        ...Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)),
      }) as unknown as Product,
  );
}

export const catalogues = fc.array(product, { minLength: 1, maxLength: 40 }).map(toProducts);

const filters = fc.record(
  {
    brand: fc.subarray(BRANDS, { minLength: 1 }),
    category: fc.constantFrom(['Home'], ['Home > Kitchen'], ['Outdoor']),
    price: fc.record({ gte: fc.integer({ min: 1, max: 5 }), lt: fc.integer({ min: 4, max: 10 }) }),
    not: fc.constantFrom({ brand: ['Oakline'] }, { price: { gt: 6 } }),
  },
  { requiredKeys: [] },
);

export const bodies = fc.record({
  query: fc.oneof(
    fc.constant(''),
    // Of any product, or of none; alone or among words.
    fc.tuple(fc.nat(50), fc.constantFrom('', ' lamp')).map(([place, more]) => `qx${7_000 + place}${more}`),
    fc.constantFrom('G2', 'p 003'),
    fc
      .tuple(
        fc.array(fc.constantFrom(...WORDS, ...NAMED), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...STATED),
      )
      .map(([words, stated]) => words.join(' ') + stated),
  ),
  filters,
  sort: fc.constantFrom('relevance', 'price:asc', 'price:desc', 'rating:desc'),
});

/** Does the product pass? Written apart from the engines, from the words of the contract. */
export function passes(
  p: Product,
  { brand, category, price, not }: { -readonly [K in keyof Filters]?: Filters[K] },
): boolean {
  const path = p.category?.join(' > ');
  if (brand !== undefined && (p.brand === undefined || !brand.includes(p.brand))) return false;
  if (category !== undefined && !category.some((c) => path === c || path?.startsWith(`${c} > `)))
    return false;
  if (price !== undefined && (p.price === undefined || p.price < price.gte || p.price >= price.lt))
    return false;
  if (not === undefined) return true;
  if ('brand' in not) return p.brand === undefined || !not.brand.includes(p.brand);
  return p.price === undefined || p.price <= not.price.gt;
}

interface Filters {
  brand: string[];
  category: string[];
  price: { gte: number; lt: number };
  not: { brand: string[] } | { price: { gt: number } };
}

export const keyOf = (p: Product): string => p.groupId ?? p.id;

export interface Body {
  query: string;
  filters: Partial<Filters>;
  sort: string;
}
