import type { CallOptions } from '../base/index.js';
import type { Product } from '../catalog/index.js';
import type { ProductIndex } from '../engines/products/index.js';
import type { Hit } from './answer.js';

/** A product of a page: what the index stores, or what it answered. */
export interface PageProduct {
  readonly id: string;
  readonly product: Product;
  /** Absent where the index stores no JSON. */
  readonly json?: Uint8Array;
}

/** The products of a page, in the order of the ordinals. */
export async function pageProducts(
  products: ProductIndex,
  ordinals: Uint32Array,
  options: CallOptions,
): Promise<(PageProduct | undefined)[]> {
  if (products.stored !== undefined) return products.stored(ordinals, options);
  const documents = await products.documents(ordinals, options);
  return documents.map((product) => (product === undefined ? undefined : { id: product.id, product }));
}

const stored = new WeakMap<Hit, Uint8Array>();

/** A hit whose product is read when it is first looked at: most go out as they are stored. */
export function hitOf(found: PageProduct, rest: Omit<Hit, 'id' | 'product' | 'score'>, score: number): Hit {
  const { id, json } = found;
  const hit: Hit = {
    id,
    score,
    get product() {
      return found.product;
    },
    ...rest,
  };
  if (json !== undefined) stored.set(hit, json);
  return hit;
}

/** The JSON of a hit's product as its index stores it, in UTF-8. */
export function storedJson(hit: Hit): Uint8Array | undefined {
  return stored.get(hit);
}
