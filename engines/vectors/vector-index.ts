import type { CallOptions, OnProgress } from '../../base/index.js';

/** What a search by meaning finds in the whole, unfiltered generation. */
export interface Neighbours {
  /** Dense ordinals, best cosine first, ties by ordinal. */
  readonly ordinals: Uint32Array;
  readonly cosines: Float32Array;
  /** Mean and standard deviation of the query's cosine over the whole catalogue: q·μ and √(qᵀCq). */
  readonly mean: number;
  readonly sd: number;
}

/** Finds products by meaning. All vectors are unit length; labels are ordinals: 0..size-1 in a generation as it was built. */
export interface VectorIndex {
  /** How many vectors there are. */
  readonly size: number;
  readonly dimensions: number;
  /** SHA-256 of all vectors, as {@link VectorIndexWriter.finish} told it. */
  readonly checksum: string;
  /** μ, the catalogue's mean vector. */
  readonly mean: Float32Array;
  /** The k nearest of the whole generation (fewer when it is smaller). Throws `bad_request` on wrong dimensions or a non-finite query. */
  nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours>;
  /** Whether the product with this ordinal has a vector: only such may be named below, or it throws `bad_request`. */
  holds(ordinal: number): boolean;
  /** Dot products of each query with each named vector: result[i] belongs to queries[i], in the order of `ordinals`. */
  similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]>;
  /** The stored vectors, row-major, in the order of `ordinals`. */
  vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array>;
  /** Waits for the searches under way. Calls after it are refused with `unavailable`. */
  close(): Promise<void>;
}

/** Builds a vector index in a folder. Vectors come in ordinal order; `finish` makes it durable and complete, or throws. */
export interface VectorIndexWriter {
  /**
   * Row-major rows appended at the next ordinals, all or none. The rows must stay unchanged until it settles.
   * Throws `bad_request` (not whole rows, not finite, not unit length) and `storage_full`.
   */
  append(rows: Float32Array): Promise<void>;
  /**
   * `checksum`: SHA-256 of all vectors (row-major, little-endian float32): equal vectors, equal checksum.
   * Building the graph takes minutes for 100,000 vectors; `onProgress` hears of it about twice a second.
   */
  finish(onProgress?: OnProgress): Promise<{ readonly size: number; readonly checksum: string }>;
  /** Stops the work and removes its files; after a finished `finish` it does nothing. */
  abort(): Promise<void>;
}
