import type { VectorIndex } from '../vector-index.js';

/**
 * An index in which some vectors are of products that are gone, and nobody here knows which: `nearest` answers more than it
 * is asked for, so that on average as many live among them. `gone`: how many there are.
 */
export function withGone(vectors: VectorIndex, gone: number): VectorIndex {
  if (gone <= 0) return vectors;
  const { size, dimensions, checksum, mean } = vectors;
  // What is gone lies as near as anything; twice its share, so that a query among many of them finds enough, too.
  const share = (2 * gone) / Math.max(1, size);
  return {
    size,
    dimensions,
    checksum,
    mean,
    nearest: (query, k, options) => vectors.nearest(query, k + Math.min(gone, Math.ceil(k * share)), options),
    holds: (ordinal) => vectors.holds(ordinal),
    similarities: (queries, ordinals, options) => vectors.similarities(queries, ordinals, options),
    vectors: (ordinals, options) => vectors.vectors(ordinals, options),
    close: () => vectors.close(),
  };
}
