/** m: how many expected purchases the group's own rate is worth. */
const STRENGTH = 5;

/**
 * (count + m · prior) / (expected + m): how often something is wanted, as a multiple of what is expected, shrunk to the rate
 * of its group where little was seen. The posterior mean of a Poisson rate under a gamma prior of mean `prior` and strength
 * m, as Clayton and Kaldor use it for relative risks (Biometrics 43, 1987). Nothing seen and nothing expected: the prior.
 */
export function shrunkRate(count: number, expected: number, prior: number): number {
  return (count + STRENGTH * prior) / (expected + STRENGTH);
}

/** Decayed counts, and of how many products. */
export interface Wanted {
  readonly count: number;
  readonly products: number;
}

export interface RateParts {
  /** The whole catalogue. */
  readonly all: Wanted;
  /** All products of its category and of its brand, itself too, so that within a group more wanted is always higher. */
  readonly category: Wanted | undefined;
  readonly brand: Wanted | undefined;
  /** The product's own decayed count. */
  readonly product: number;
  /** After this query: the product's count, the count of all products, and how many those are. Absent without such counts. */
  readonly query?: Wanted & { readonly product: number };
}

/**
 * How often a product is wanted, as a multiple of the catalogue's average product: query × product, backing off to the
 * product, its brand, its category and the whole catalogue, each step shrunk towards the next.
 */
export function relativeRate({ all, category, brand, product, query }: RateParts): number {
  const average = all.products === 0 ? 0 : all.count / all.products;
  const back = (group: Wanted | undefined, prior: number) =>
    group === undefined ? prior : shrunkRate(group.count, group.products * average, prior);
  const own = shrunkRate(product, average, back(brand, back(category, 1)));
  if (query === undefined || query.products === 0) return own;
  return shrunkRate(query.product, query.count / query.products, own);
}
