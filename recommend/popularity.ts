/** What is known of how a product does; NaN where not known. */
export interface Standing {
  /** Distinct shoppers who bought it. */
  readonly buyers: number;
  /** 0..5 */
  readonly rating: number;
  readonly ratingCount: number;
}

/** Ratings that the usual one is worth, and the usual one: a single five stars is no favourite. */
const PRIOR_RATINGS = 10;
const USUAL_RATING = 3.5;
/** What buyers say against what raters say. */
const BUYERS = 0.7;

/** (m·R + n·r) / (m + n), 0..5: the Bayesian average, as IMDb ranks films; not rated: R. */
export function bayesianRating(rating: number, ratingCount: number): number {
  const count = rating >= 0 && ratingCount > 0 ? ratingCount : 0;
  return (PRIOR_RATINGS * USUAL_RATING + (count > 0 ? count * rating : 0)) / (PRIOR_RATINGS + count);
}

/**
 * How well a product does, 0..1: the logarithm of its buyers against that of the most bought, and its rating; where
 * nobody bought anything the rating alone orders.
 */
export function popularity({ buyers, rating, ratingCount }: Standing, mostBuyers: number): number {
  const bought = mostBuyers > 0 ? Math.log1p(buyers) / Math.log1p(mostBuyers) : 0;
  return BUYERS * bought + ((1 - BUYERS) * bayesianRating(rating, ratingCount)) / 5;
}
