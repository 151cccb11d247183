import { BM25, SERVER_WEIGHT_SCALE, type ServerAnalyser } from '../../../mappings/index.js';
import type { Capabilities } from '../../cluster/index.js';

/** What of an index its queries depend on. */
export interface IndexShape {
  /** Products have variants: counts are counts of groups. */
  readonly grouped: boolean;
  readonly shards: number;
  /** Products that it was built of: their ordinals, below it, are in id order. */
  readonly built: number;
  /** Products came since, so that ordinals no longer ascend with the ids: equal products are sorted by their ids. */
  readonly late: boolean;
  readonly analyser: ServerAnalyser;
  /** A term scores less than this times its idf, however often it occurs. */
  readonly saturation: number;
  /** Bucket boundaries of each numeric column that has values: the whole catalogue's, so that one search counts all. */
  readonly boundaries: ReadonlyMap<string, readonly number[]>;
}

/** Elasticsearch multiplies BM25 by k1 + 1 as its authors do; Lucene, and OpenSearch from 3 on, leave that away. */
export function saturationOf({ flavour }: Pick<Capabilities, 'flavour'>): number {
  return flavour === 'opensearch' ? 1 : 1 + BM25.k1 * SERVER_WEIGHT_SCALE;
}

/** Groups up to here are counted exactly but for a collision of hashes. The server's largest. */
export const GROUP_PRECISION = 40_000;
