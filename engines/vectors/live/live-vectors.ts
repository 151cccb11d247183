import type { VectorIndex } from '../vector-index.js';

/** One vector's change. Ordinals of new versions lie beyond the base, ascend from change to change and are never given twice. */
export type VectorChange =
  /** A new product, or one whose text changed: `replaces` is the ordinal of the version before, if that had a vector. */
  | {
      readonly kind: 'set';
      readonly ordinal: number;
      /** Of unit length. Not copied: it must stay unchanged. */
      readonly vector: Float32Array;
      readonly replaces?: number;
    }
  /** What changed has no part in the vector: that of the version `as` goes on under the new ordinal. */
  | { readonly kind: 'same'; readonly ordinal: number; readonly as: number }
  | { readonly kind: 'delete'; readonly ordinal: number };

/**
 * A snapshot: the base and what changed since; it never changes itself. `size` counts the vectors it holds; ordinals are
 * no longer dense: `holds` says which have a vector. `mean`, `sd` and `checksum` stay those of the base: what changes
 * between two generations is too little to move the cut-offs of membership.
 */
export interface LiveVectors extends VectorIndex {
  /**
   * The snapshot after these changes, in their order; this one stays what it is. Throws `bad_request` for a vector of
   * other dimensions or not finite, and an ordinal that is not beyond those given before; then nothing changed. `replaces`, `as` and
   * `delete` of an ordinal without a vector change nothing more: what was never embedded may well go.
   */
  with(changes: readonly VectorChange[]): LiveVectors;
  /** Closes the base and every snapshot over it: to be called once, on any of them. */
  close(): Promise<void>;
}
