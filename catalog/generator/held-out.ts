import { needFor, match, renderQuery, type Need } from './need.js';
import { Random, STREAM } from './random.js';
import type { Shopper } from './shopper.js';
import { relativeLikings } from './taste.js';
import { productId } from './product.js';
import type { Latents, Latent } from './latent.js';
import type { Pools } from './pools.js';
import { farLeaves, type Leaf } from './taxonomy.js';

/** A search kept out of the events, with what the shopper would buy there. */
export interface TestSearch {
  readonly shopper: string;
  readonly query: string;
  /** Id of a product. */
  readonly target: string;
  /** Whether the shopper's history holds things of the same kind. */
  readonly related: boolean;
}

export interface HeldOut extends TestSearch {
  readonly leaf: Leaf;
  readonly article: number;
}

/** Searches of each sort in all, where the catalogue is large enough. */
const WANTED = 300;

/** How sharply taste decides what is bought: 2 makes the best of a hundred e⁵ times the middle one. */
const SHARPNESS = 2;

/**
 * The test searches of a shopper: `related` ones for what they need, others for what has nothing to do with
 * any of their needs. Depends on the shopper's number alone, not on the events.
 */
export function heldOutSearches(
  latents: Latents,
  pools: Pools,
  shopper: Shopper,
  shoppers: number,
): HeldOut[] {
  const random = new Random(latents.seed, STREAM.personal, shopper.index);
  const each = Math.min(6, Math.max(1, Math.ceil(WANTED / shoppers)));
  const far = random.sample(farLeaves(shopper.needs), each);
  const taken = new Set<number>();
  const draw = (leaf: Leaf, related: boolean): HeldOut[] => {
    const need = testNeed(pools.of(leaf), random, related);
    if (need === undefined) return [];
    const relevant = pools
      .of(leaf)
      .filter((latent) => match(need, latent) === 1 && !taken.has(latent.article));
    // With a handful there is nothing to put in order.
    if (relevant.length < 4) return [];
    const target = choose(shopper, relevant, random);
    taken.add(target.article);
    return [
      {
        shopper: shopper.id,
        query: renderQuery(need, random),
        target: productId(target.i),
        related,
        leaf,
        article: target.article,
      },
    ];
  };
  const near = Array.from({ length: each }, (_, k) => shopper.needs[k % shopper.needs.length] as Leaf);
  return [...near.flatMap((leaf) => draw(leaf, true)), ...far.flatMap((leaf) => draw(leaf, false))];
}

/** A plain search: the kind of thing, sometimes a property. Never what taste is about: that is the test. */
function testNeed(pool: readonly Latent[], random: Random, related: boolean): Need | undefined {
  if (pool.length === 0) return undefined;
  return needFor(random.pick(pool), related && random.chance(0.3) ? 1 : 0, random, ['feature']);
}

function choose(shopper: Shopper, latents: readonly Latent[], random: Random): Latent {
  const weights = relativeLikings(shopper, latents).map((z) => Math.exp(SHARPNESS * z));
  return random.weighted(latents, weights);
}
