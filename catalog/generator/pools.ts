import { Layout } from './layout.js';
import type { Latent, Latents } from './latent.js';
import type { Leaf } from './taxonomy.js';

/** Blocks a pool holds at most: what keeps memory flat however large the catalogue. */
const POOL_BLOCKS = 40;

/** What of each kind of thing shoppers come across: all of it, or an even sample of a large catalogue. */
export class Pools {
  private readonly known = new Map<number, readonly Latent[]>();

  constructor(
    private readonly latents: Latents,
    private readonly products: number,
  ) {}

  of(leaf: Leaf): readonly Latent[] {
    let pool = this.known.get(leaf.index);
    if (pool === undefined) {
      pool = this.draw(leaf);
      this.known.set(leaf.index, pool);
    }
    return pool;
  }

  private draw(leaf: Leaf): readonly Latent[] {
    const layout = new Layout(this.latents.seed);
    const kept: number[] = [];
    // Keeps every n-th block, and doubles n whenever the pool is full.
    let step = 1;
    let seen = 0;
    for (const block of layout.blocksOf(leaf, this.products)) {
      if (seen++ % step !== 0) continue;
      kept.push(block);
      if (kept.length > POOL_BLOCKS) {
        for (let k = kept.length - 1; k > 0; k -= 1) if (k % 2 === 1) kept.splice(k, 1);
        step *= 2;
      }
    }
    return kept.flatMap((block) => [...this.latents.ofBlock(block, this.products)]);
  }
}
