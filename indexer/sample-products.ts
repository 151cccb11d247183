import { setImmediate as nextTurn } from 'node:timers/promises';
import { withDeadline } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import type { ProductIndex } from '../engines/products/index.js';

/** Products that are read, evenly from the whole catalogue: what many titles say, these say too. */
const SAMPLE = 10_000;
/** Documents in one look: about a millisecond of an index on this machine, one request to a server. */
const CHUNK = 100;

/**
 * Up to 10,000 products of an index, evenly spread, in chunks between which others get their turn. `deadline`: ms of
 * each look. Throws what the index throws.
 */
export async function* sampleProducts(
  products: Pick<ProductIndex, 'size' | 'documents'>,
  deadline: number,
): AsyncGenerator<readonly Product[]> {
  const { size } = products;
  const read = Math.min(size, SAMPLE);
  for (let at = 0; at < read; at += CHUNK) {
    const ordinals = Uint32Array.from({ length: Math.min(CHUNK, read - at) }, (_, i) =>
      Math.floor(((at + i) * size) / read),
    );
    const found = await withDeadline('a sample of the products', deadline, (signal) =>
      products.documents(ordinals, { signal }),
    );
    yield found.filter((product) => product !== undefined);
    await nextTurn();
  }
}
