import { Random, STREAM, mix } from './random.js';
import { LEAVES, type Leaf } from './taxonomy.js';

/**
 * Where a product stands. Products come in blocks of eight, all of one leaf, cut into articles with one to
 * four variants. Blocks come in rounds; in each round every leaf has as many blocks as its share says, in an
 * order of the round's own. So the leaf of a product, and the products of a leaf, follow from the number
 * alone: nothing needs the whole catalogue.
 */
export const BLOCK = 8;

const SLOTS: readonly number[] = LEAVES.flatMap((leaf) =>
  Array.from({ length: leaf.share ?? 1 }, () => leaf.index),
);
const ROUND = SLOTS.length;

export interface Place {
  readonly leaf: Leaf;
  /** Number of the article's first product: names the article. */
  readonly article: number;
  /** 0 … variants − 1 */
  readonly variant: number;
  readonly variants: number;
}

/** Walks numbers to places and leaves to numbers for one seed; keeps one round's order at a time. */
export class Layout {
  private round = -1;
  private order: readonly number[] = [];

  constructor(private readonly seed: number) {}

  private orderOf(round: number): readonly number[] {
    if (round !== this.round) {
      this.order = new Random(this.seed, STREAM.round, round).sample(SLOTS, ROUND);
      this.round = round;
    }
    return this.order;
  }

  place(i: number): Place {
    const block = Math.floor(i / BLOCK);
    const leaf = LEAVES[this.orderOf(Math.floor(block / ROUND))[block % ROUND] ?? 0] as Leaf;
    const within = i % BLOCK;
    let start = 0;
    for (let k = 0; ; k += 1) {
      const size = Math.min(variantsOf(this.seed, block, k), BLOCK - start);
      if (within < start + size) {
        return { leaf, article: block * BLOCK + start, variant: within - start, variants: size };
      }
      start += size;
    }
  }

  /** The numbers of a leaf's blocks (of {@link BLOCK} products each) among the first `products`, ascending. */
  *blocksOf(leaf: Leaf, products: number): Generator<number> {
    const blocks = Math.ceil(products / BLOCK);
    for (let round = 0; round * ROUND < blocks; round += 1) {
      const order = this.orderOf(round);
      for (let slot = 0; slot < ROUND && round * ROUND + slot < blocks; slot += 1) {
        if (order[slot] === leaf.index) yield round * ROUND + slot;
      }
    }
  }
}

/** Two articles in three have several variants. */
function variantsOf(seed: number, block: number, k: number): number {
  const draw = mix(mix(seed >>> 0, block), k + 0x51ed) % 12;
  return draw < 4 ? 1 : draw < 7 ? 2 : draw < 10 ? 3 : 4;
}
