/** How often each value occurs in the catalogue: P(a), by value, and of how many products. */
export interface Shares {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** What the attended items have in common, each item counted by its attention before normalisation. */
export interface Taste {
  /** n_ua by value, and n_u. */
  readonly brands: ReadonlyMap<string, number>;
  readonly categories: ReadonlyMap<string, number>;
  readonly mass: number;
  /** Mean and spread of ln price; undefined without a priced item. */
  readonly price: { readonly mean: number; readonly spread: number } | undefined;
}

/** m: how many observations the catalogue's own share is worth. */
const PRIOR = 3;
/** A shopper of few purchases is not that exact: ln price spreads at least so far (a third up or down). */
const LEAST_SPREAD = 0.3;
/** E|z| of a standard normal: an average price is then worth 0, the value of one that is not known. */
const AVERAGE_DISTANCE = Math.sqrt(2 / Math.PI);
/** Beyond it a price is simply another class of goods. Standard deviations. */
const FARTHEST = 2;

/** One attended product: how much attention it has (before normalisation) and what it is. */
export interface Observation {
  readonly mass: number;
  readonly brand: string | undefined;
  readonly category: string | undefined;
  /** NaN when not known. */
  readonly price: number;
}

/** Sums up attended products. */
export function tasteOf(observations: readonly Observation[]): Taste {
  const brands = new Map<string, number>();
  const categories = new Map<string, number>();
  let mass = 0;
  let priced = 0;
  let sum = 0;
  let squares = 0;
  for (const { mass: weight, brand, category, price } of observations) {
    mass += weight;
    if (brand !== undefined) brands.set(brand, (brands.get(brand) ?? 0) + weight);
    if (category !== undefined) categories.set(category, (categories.get(category) ?? 0) + weight);
    if (!(price > 0)) continue;
    const log = Math.log(price);
    priced += weight;
    sum += weight * log;
    squares += weight * log * log;
  }
  if (priced === 0) return { brands, categories, mass, price: undefined };
  const mean = sum / priced;
  const variance = Math.max(0, squares / priced - mean * mean);
  return { brands, categories, mass, price: { mean, spread: Math.max(LEAST_SPREAD, Math.sqrt(variance)) } };
}

/**
 * log( ((n_ua + m·P(a)) / (n_u + m)) / P(a) ): by what factor the shopper chooses the value oftener than the catalogue holds
 * it, smoothed towards 0 (Monroe, Colaresi and Quinn, "Fightin' words", 2008, use the same prior). Not known: 0.
 */
export function logOdds(
  value: string | undefined,
  chosen: ReadonlyMap<string, number>,
  mass: number,
  shares: Shares,
): number {
  if (value === undefined || shares.total === 0) return 0;
  const prior = Math.max(1, shares.counts.get(value) ?? 0) / shares.total;
  return Math.log(((chosen.get(value) ?? 0) + PRIOR * prior) / (mass + PRIOR) / prior);
}

/** −|ln price − mean| / spread, held within 2 and moved so that an average distance gives 0. Not known: 0. */
export function priceFit(price: number, preferred: Taste['price']): number {
  if (preferred === undefined || !(price > 0)) return 0;
  return AVERAGE_DISTANCE - Math.min(FARTHEST, Math.abs(Math.log(price) - preferred.mean) / preferred.spread);
}

/** How far one product is to a taste: brand, category and price together. */
export function affinityOf(
  product: Omit<Observation, 'mass'>,
  taste: Taste,
  catalogue: { readonly brands: Shares; readonly categories: Shares },
): number {
  return (
    logOdds(product.brand, taste.brands, taste.mass, catalogue.brands) +
    logOdds(product.category, taste.categories, taste.mass, catalogue.categories) +
    priceFit(product.price, taste.price)
  );
}
