import type { ServerAnalyser } from '../../../mappings/index.js';

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
  /** Bucket boundaries of each numeric column that has values: the whole catalogue's, so that one search counts all. */
  readonly boundaries: ReadonlyMap<string, readonly number[]>;
}

/** Groups up to here are counted exactly but for a collision of hashes. The server's largest. */
export const GROUP_PRECISION = 40_000;
