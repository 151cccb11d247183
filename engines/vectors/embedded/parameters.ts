/**
 * The graph's parameters, measured with random clustered unit vectors of 384 dimensions (clusters of about 100),
 * recall@100 against the exact scan; the times are one search in its own thread, two cores.
 *
 * | vectors | M | efConstruction | building | ef 100 | ef 150 | ef 200 |
 * |---|---|---|---|---|---|---|
 * | 20,000 | 16 | 200 | 19 s | .994, .53 ms | .998, .80 ms | .998, 1.09 ms |
 * | 20,000 | 16 | 100 | 11 s | .992, .42 ms | .996, .63 ms | .997, .87 ms |
 * | 20,000 | 16 | 60 | 8 s | .984, .40 ms | .992, .63 ms | .994, .81 ms |
 * | 20,000 | 12 | 100 | 10 s | .989, .46 ms | .995, .72 ms | .996, 1.01 ms |
 * | 100,000 | 16 | 200 | 163 s | .991, .72 ms | .994, 1.25 ms | .996, 1.61 ms |
 * | 100,000 | 16 | 100 | 101 s | .988, .77 ms | .993, 1.08 ms | .994, 1.59 ms |
 *
 * Shoppers' queries lie farther from the products than those vectors do. 6,764 real titles, M 16, efConstruction 100:
 *
 * | model | ef | recall@10 | @50 | @100 |
 * |---|---|---|---|---|
 * | MiniLM | 150 | .996 | .994 | .980 |
 * | MiniLM | 250 | .999 | .997 | .991 |
 * | e5-small-v2 | 150 | 1 | .988 | .964 |
 * | e5-small-v2 | 250 | 1 | .995 | .986 |
 */
export const HNSW = {
  m: 16,
  /** Half the width saves 40% of the building time for .002 of recall. */
  efConstruction: 100,
  /** Width of a search, never below k. What 250 finds more lies behind the fiftieth; at 100,000 it costs a millisecond. */
  ef: 150,
  /** Fixed, and rows are added in ordinal order on one thread: the same vectors build the same graph. */
  seed: 100,
} as const;

/**
 * Up to this size scanning every vector is as fast as the graph (about .45 µs a vector of 384 dimensions against
 * .6 ms a search), exact, and needs neither building time nor memory.
 */
export const EXACT_BELOW = 1_500;

/** A search for a larger part of the catalogue than this is scanned: the graph would visit most of it anyway. */
export const SCAN_SHARE = 1 / 8;
