import { embeddingCachePath } from '../../../app/index.js';
import { AisleError, silentLogger } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import {
  openEmbeddingCache,
  passageText,
  vectorKey,
  type Embedder,
} from '../../../engines/embedder/index.js';
import type { BenchShop } from '../shop.js';
import type { Corpus } from './peer.js';

/** The products of a shop with the very vectors that were made when it was indexed. */
export async function corpusOf(shop: BenchShop, { identity, dimensions }: Embedder): Promise<Corpus> {
  const { config } = shop;
  const products: Product[] = [];
  for await (const product of shop.products()) products.push(product);
  const vectors = new Float32Array(products.length * dimensions);
  const cache = openEmbeddingCache(embeddingCachePath(config), { log: silentLogger });
  try {
    const keys = products.map((product) =>
      vectorKey(identity, passageText(product, config.embedder.template)),
    );
    for (const [i, vector] of cache.read(keys, dimensions).entries()) {
      if (vector === undefined) throw new AisleError('not_found', 'a vector of the catalogue is gone');
      vectors.set(vector, i * dimensions);
    }
  } finally {
    cache.close();
  }
  return { products, vectors, dimensions };
}
