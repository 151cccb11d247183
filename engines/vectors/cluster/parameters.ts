/**
 * Graph and search, measured on Elasticsearch 9.5: recall@100 against the exact scan, best 100 of 150 candidates by
 * their exact cosines. 20,000 random clustered unit vectors and 6,764 MiniLM vectors of products with shoppers' queries, 384
 * dimensions; a search takes 2.5 to 6 ms with any of these, the server's part of it under 2.
 *
 * | graph | num_candidates | three segments | merged into one | MiniLM |
 * |---|---|---|---|---|
 * | hnsw, m 16, ef 100 | 300 | .985 | .944 | .993 |
 * | | 1,000 | .995 | .986 | 1 |
 * | | 1,500 | .998 | .992 | 1 |
 * | int8_hnsw, m 16, ef 100 | 300 | .990 | .950 | .994 |
 * | | 1,000 | .997 | .988 | 1 |
 * | | 1,500 | .999 | .992 | 1 |
 * | int8_hnsw, m 32, ef 200 | 300 | .995 | .983 | |
 * | | 1,000 | .999 | .995 | |
 * | | 1,500 | 1.000 | .998 | |
 *
 * Merging costs recall and saves a millisecond: it is left to the server. int8 keeps a quarter of the bytes in the
 * server's memory; what its arithmetic swaps among the last neighbours the spare ones make up for (without them: .987).
 */
export const GRAPH = { type: 'int8_hnsw', m: 32, ef_construction: 200 } as const;

/** Candidates of a search on each shard: up to the least size every vector is one. */
export const CANDIDATES = { least: 1_500, each: 4 } as const;

/** Neighbours that are asked for beyond those wanted. */
export const SPARE = { least: 50, share: 0.5 } as const;

/** The server's largest `k`, `num_candidates` and `size`. */
export const MOST = 10_000;

/** The first version of Elasticsearch with such a graph. */
export const OLDEST = '8.12.0';
