import type { CallOptions } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { ProductIndex } from '../product-index.js';

/**
 * One product's change. The ordinal of a new version lies beyond the base: `base.size + n`, given by the caller,
 * ascending from change to change, never given twice. A deleted id that the snapshot does not hold is no error.
 */
export type ProductChange =
  | { readonly kind: 'put'; readonly ordinal: number; readonly product: Product }
  | { readonly kind: 'delete'; readonly id: string };

/**
 * A snapshot: the base and what changed since; it never changes itself. Its answers are those of an index built anew of
 * the products it holds, but for the ordinals, which are no longer in id order: members then carry `idRanks`.
 *
 * `size` counts the products it holds. `ordinals(ids)` names the newest version, undefined for a deleted product.
 * `documents` answers a superseded ordinal with the product's newest version, and one of a deleted product with undefined.
 * A plan of `words` belongs to the snapshot that made it.
 */
export interface LiveProducts extends ProductIndex {
  /**
   * The snapshot after these changes, all together; this one stays what it is, and goes on answering. The later of two
   * changes of one id wins. Throws `bad_request` for an ordinal that is not beyond those given before; then nothing changed.
   */
  with(changes: readonly ProductChange[], options?: CallOptions): Promise<LiveProducts>;
  /** Closes the base and every snapshot over it: to be called once, on any of them. */
  close(): Promise<void>;
}
