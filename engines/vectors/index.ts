import type { CallOptions } from '../../base/index.js';

/** What a search by meaning finds in the whole, unfiltered generation. */
export interface Neighbours {
  /** Dense ordinals, best cosine first, ties by ordinal. */
  readonly ordinals: Uint32Array;
  readonly cosines: Float32Array;
  /** Mean and standard deviation of the query's cosine over the whole catalogue: q·μ and √(qᵀCq). */
  readonly mean: number;
  readonly sd: number;
}

/** Finds products by meaning. All vectors are unit length; labels are dense ordinals 0..size-1. */
export interface VectorIndex {
  readonly size: number;
  readonly dimensions: number;
  /** μ, the catalogue's mean vector. */
  readonly mean: Float32Array;
  /** The k nearest of the whole generation (fewer when it is smaller). Throws `bad_request` on wrong dimensions or a non-finite query. */
  nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours>;
  /** Dot products of each query with each named vector: result[i] belongs to queries[i], in the order of `ordinals`. */
  similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]>;
  /** The stored vectors, row-major, in the order of `ordinals`. */
  vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Builds a vector index in a folder. Vectors come in ordinal order; `finish` makes it durable and complete, or throws. */
export interface VectorIndexWriter {
  /** Row-major rows appended at the next ordinals. */
  append(rows: Float32Array): Promise<void>;
  finish(): Promise<{ readonly size: number; readonly checksum: string }>;
  abort(): Promise<void>;
}
