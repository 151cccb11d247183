import { match, type Need } from './need.js';
import type { Latent } from './latent.js';
import type { Random } from './random.js';

/** Products a page shows. */
const PAGE = 10;

/**
 * What a shop without personalisation shows for a need: what fits first, well-rated and much-sold things a
 * little earlier, with mistakes. `hidden` articles are left out.
 */
export function resultsPage(
  need: Need,
  pool: readonly Latent[],
  hidden: ReadonlySet<number>,
  random: Random,
): Latent[] {
  return pool
    .filter((latent) => !hidden.has(latent.article))
    .map((latent) => ({
      latent,
      score:
        match(need, latent) +
        0.15 * latent.quality +
        0.05 * Math.log(latent.popularity) +
        0.3 * random.normal(),
    }))
    .sort((a, b) => b.score - a.score || a.latent.i - b.latent.i)
    .slice(0, PAGE)
    .map((entry) => entry.latent);
}

/**
 * The chance that a shopper looks at the product on that place (0 is the first) at all: a power of the rank,
 * as click models find it (Joachims et al., WSDM 2017).
 */
export const examination = (ordinal: number): number => 1 / (ordinal + 1) ** 0.7;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The chance that who looks at a product clicks on it; `liking` in deviations about the mean. */
export const attraction = (relevance: number, liking: number): number =>
  0.95 * relevance * logistic(2 * liking - 0.6);

/** The chances of going on after a click. */
export const afterClick = (liking: number) => ({
  view: 0.7,
  cart: 0.5 * logistic(1.8 * liking - 0.5),
  purchase: 0.45,
});
