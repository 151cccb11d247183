import { setImmediate as nextTurn } from 'node:timers/promises';
import { withDeadline } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import type { ProductIndex } from '../engines/products/index.js';

/** A product's title, and the path of its category, root first; undefined where it has none. */
export type SampledTitle = Pick<Product, 'title' | 'category'>;

/** Products that are read, evenly from the whole catalogue: what many titles say, these say too. */
const SAMPLE = 10_000;
/** Documents in one look: about a millisecond of an index on this machine, one request to a server. */
const CHUNK = 100;
/** Milliseconds of each look: it is taken beside queries, or before there are any. */
const LOOK = 2_000;

/**
 * Titles of up to 10,000 products of an index, evenly spread, read in chunks between which others get their turn. Throws
 * what the index throws, `deadline_exceeded` where a look takes too long.
 */
export async function readTitles(
  products: Pick<ProductIndex, 'size' | 'documents'>,
): Promise<readonly SampledTitle[]> {
  const { size } = products;
  const read = Math.min(size, SAMPLE);
  const titles: SampledTitle[] = [];
  for (let at = 0; at < read; at += CHUNK) {
    const ordinals = Uint32Array.from({ length: Math.min(CHUNK, read - at) }, (_, i) =>
      Math.floor(((at + i) * size) / read),
    );
    const found = await withDeadline('a sample of the products', LOOK, (signal) =>
      products.documents(ordinals, { signal }),
    );
    for (const product of found) {
      if (product === undefined) continue;
      const { title, category } = product;
      titles.push(category === undefined ? { title } : { title, category });
    }
    await nextTurn();
  }
  return titles;
}
