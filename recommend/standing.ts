/** What is known of how a product does. */
export interface Standing {
  /** How often it was wanted, decayed; 0 where never. */
  readonly count: number;
  /** 0..5; NaN where not known. */
  readonly rating: number;
  /** NaN where not known. */
  readonly ratingCount: number;
}

/** Ratings that the usual one is worth, and the usual one: a single five stars is no favourite. */
const PRIOR_RATINGS = 10;
const USUAL_RATING = 3.5;
/** What shoppers do against what they say. */
const WANTED = 0.7;

/** (m·R + n·r) / (m + n), 0..5: the Bayesian average, as IMDb ranks films; not rated: R. */
export function bayesianRating(rating: number, ratingCount: number): number {
  const count = rating >= 0 && ratingCount > 0 ? ratingCount : 0;
  return (PRIOR_RATINGS * USUAL_RATING + (count > 0 ? count * rating : 0)) / (PRIOR_RATINGS + count);
}

/**
 * How well a product does, 0..1: the logarithm of how often it is wanted against that of the most wanted, and its rating;
 * where nothing is known of shoppers the rating alone orders.
 */
export function standingOf({ count, rating, ratingCount }: Standing, best: number): number {
  const wanted = best > 0 ? Math.log1p(count) / Math.log1p(best) : 0;
  return WANTED * wanted + ((1 - WANTED) * bayesianRating(rating, ratingCount)) / 5;
}
