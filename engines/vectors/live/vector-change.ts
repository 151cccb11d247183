/** One vector's change. Ordinals of new versions lie beyond the base, ascend from change to change (but for late ones) and are never given twice. */
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
  /** The vector of a version that went on without one: its ordinal was passed already, or is the newest. */
  | { readonly kind: 'late'; readonly ordinal: number; readonly vector: Float32Array }
  /** Another vector of an ordinal, or its first: where a product keeps its ordinal while its text changes. */
  | { readonly kind: 'replace'; readonly ordinal: number; readonly vector: Float32Array }
  | { readonly kind: 'delete'; readonly ordinal: number };
