import type { Product } from '../product.js';
import { Latents } from './latent.js';
import { Products } from './product.js';
import { checkedOptions } from './options.js';

/**
 * The first `products` products of a seed, one at a time. A longer catalogue of the same seed starts with
 * the same products.
 */
export function* generateProducts(options: { products: number; seed: number }): Generator<Product> {
  const { products, seed } = checkedOptions(options);
  const all = new Products(new Latents(seed));
  for (let i = 0; i < products; i += 1) yield all.of(i);
}
