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

/** A hit whose product is read when it is first looked at: most go out as they are stored. */
export function hitOf(found: PageProduct, score: number, rest: Pick<Hit, 'highlights' | 'explain'>): Hit {
  let product: Product | undefined;
  return {
    id: found.id,
    score,
    get product() {
      return (product ??= found.product);
    },
    ...rest,
  };
}

const stored = new WeakMap<readonly Hit[], readonly (Uint8Array | undefined)[]>();

/** Remembers the JSON of the hits' products, as long as there are these hits. */
export function keepStored(hits: readonly Hit[], found: readonly PageProduct[]): void {
  stored.set(
    hits,
    found.map(({ json }) => json),
  );
}

/** The JSON of the hits' products as their index stores it, in UTF-8; undefined for hits that were made otherwise. */
export function storedOf(hits: readonly Hit[]): readonly (Uint8Array | undefined)[] | undefined {
  return stored.get(hits);
}
