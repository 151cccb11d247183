/**
 * The graph's parameters, measured on random clustered unit vectors of 384 dimensions, k = 100.
 * The room's README figures come from `bench`; the reasons stand here.
 */
export const HNSW = {
  /** Links a node: 16 already reaches the recall; 24 costs a fifth more time and memory for .0003 of it. */
  m: 16,
  /** Twice the width halves the building speed for a third of a percent of recall. */
  efConstruction: 100,
  /** Width of a search, never below k: recall ≥ .99 at 100,000 within the time budget of the vector leg. */
  ef: 120,
  /** Fixed, and rows are added in ordinal order on one thread: the same vectors build the same graph. */
  seed: 100,
} as const;

/**
 * Up to this size scanning every vector is as fast as the graph (about .45 µs a vector of 384 dimensions against
 * .5–.7 ms a search), exact, and needs neither building time nor memory.
 */
export const EXACT_BELOW = 1_500;

/** A search for a larger part of the catalogue than this is scanned: the graph would visit most of it anyway. */
export const SCAN_SHARE = 1 / 8;
