import type { Product } from '../../../catalog/index.js';

/**
 * One product's change. The ordinal of a new version lies beyond the base: `base.size + n`, given by the caller,
 * ascending from change to change, never given twice. A deleted id that the snapshot does not hold is no error.
 */
export type ProductChange =
  | { readonly kind: 'put'; readonly ordinal: number; readonly product: Product }
  | { readonly kind: 'delete'; readonly id: string };
