import type { Product } from '../../catalog/index.js';
import type { ProductIndex } from './product-index.js';

/** The products with some ids, by id; without an entry where there is none. Throws what the index throws. */
export async function productsByIds(
  index: Pick<ProductIndex, 'byIds' | 'ordinals' | 'documents'>,
  ids: readonly string[],
): Promise<Map<string, Product>> {
  const found = (await index.byIds?.(ids)) ?? (await byOrdinals(index, ids));
  return new Map(found.map((product) => [product.id, product]));
}

async function byOrdinals(
  index: Pick<ProductIndex, 'ordinals' | 'documents'>,
  ids: readonly string[],
): Promise<Product[]> {
  const ordinals = (await index.ordinals(ids)).filter((ordinal) => ordinal !== undefined);
  return (await index.documents(Uint32Array.from(ordinals))).filter((product) => product !== undefined);
}
