import type { Latent, Latents } from './latent.js';
import { match, needFor, renderQuery, type Need } from './need.js';
import { Pools } from './pools.js';
import { productId } from './product.js';
import { Random, STREAM } from './random.js';
import { LEAVES, leafOf, type Leaf } from './taxonomy.js';

/** Exact, substitute, complement, irrelevant. */
export type Label = 'E' | 'S' | 'C' | 'I';

export interface Judgment {
  readonly query: string;
  readonly product: string;
  readonly label: Label;
}

const QUERIES = 120;
/** Judged of the asked kind of thing in all, and at least this many of them substitutes. */
const SAME_KIND = 40;
const LEAST_SUBSTITUTES = 4;
const COMPLEMENTS = 5;
const OTHERS = 6;

/** An even sample of a stream (reservoir sampling, Vitter's algorithm R). */
class Reservoir<T> {
  readonly kept: T[] = [];
  private seen = 0;

  constructor(
    private readonly size: number,
    private readonly random: Random,
  ) {}

  add(value: T): void {
    this.seen += 1;
    if (this.kept.length < this.size) this.kept.push(value);
    else {
      const at = this.random.below(this.seen);
      if (at < this.size) this.kept[at] = value;
    }
  }
}

interface Asked {
  readonly query: string;
  readonly need: Need;
  readonly exact: Reservoir<Latent>;
  readonly near: Reservoir<Latent>;
  readonly random: Random;
}

/**
 * Graded judgments of about 120 queries, from what products are, not from their texts: E has all that is
 * asked, S is the same kind of thing without some of it, C is bought along with it, I is something else. All
 * exact products are judged where they are at most 36; else, and for the others, an even sample. Walks each
 * asked kind once, and yields `undefined` now and then for a caller who wants to breathe.
 */
export function* judgments(latents: Latents, products: number): Generator<Judgment | undefined> {
  const pools = new Pools(latents, products);
  const queries = new Set<string>();
  for (const [leaf, count] of askedLeaves(latents.seed)) {
    const asked = drawQueries(latents, pools.of(leaf), leaf, count, queries);
    if (asked.length === 0) continue;
    let seen = 0;
    for (const latent of latents.ofLeaf(leaf, products)) {
      for (const { need, exact, near } of asked) (match(need, latent) === 1 ? exact : near).add(latent);
      if (++seen % 500 === 0) yield undefined;
    }
    for (const one of asked) yield* judge(latents, products, pools, one);
  }
}

/** How many queries each leaf gets, in the tree's order. */
function askedLeaves(seed: number): [Leaf, number][] {
  const random = new Random(seed, STREAM.judgment);
  const extra = new Set(random.sample(LEAVES, QUERIES % LEAVES.length));
  const base = Math.floor(QUERIES / LEAVES.length);
  return LEAVES.map((leaf) => [leaf, base + (extra.has(leaf) ? 1 : 0)]);
}

function drawQueries(
  latents: Latents,
  pool: readonly Latent[],
  leaf: Leaf,
  count: number,
  queries: Set<string>,
): Asked[] {
  const asked: Asked[] = [];
  for (let k = 0; k < count && pool.length > 0; k += 1) {
    const random = new Random(latents.seed, STREAM.judgment, leaf.index + 1, k);
    const need = needFor(random.pick(pool), random.weighted([0, 1, 2], [0.15, 0.5, 0.35]), random);
    const query = renderQuery(need, random);
    if (queries.has(query)) continue;
    queries.add(query);
    const exact = new Reservoir<Latent>(SAME_KIND - LEAST_SUBSTITUTES, random);
    asked.push({ query, need, exact, near: new Reservoir<Latent>(SAME_KIND, random), random });
  }
  return asked;
}

function* judge(
  latents: Latents,
  products: number,
  pools: Pools,
  { query, need, exact, near, random }: Asked,
): Generator<Judgment> {
  const line = (label: Label) => (latent: Latent) => ({ query, product: productId(latent.i), label });
  yield* exact.kept.map(line('E'));
  yield* random.sample(near.kept, SAME_KIND - exact.kept.length).map(line('S'));
  const along = need.leaf.complements.flatMap((key) => pools.of(leafOf(key)));
  yield* random.sample(along, COMPLEMENTS).map(line('C'));
  const others = new Map<number, Latent>();
  // A tiny catalogue may have no other department: then there are fewer.
  for (let tries = 0; tries < 10 * OTHERS && others.size < OTHERS; tries += 1) {
    const latent = latents.of(random.below(products));
    const complement = need.leaf.complements.includes(latent.leaf.key);
    if (latent.leaf.department !== need.leaf.department && !complement) others.set(latent.i, latent);
  }
  yield* [...others.values()].map(line('I'));
}
