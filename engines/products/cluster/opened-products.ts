import type { Cluster } from '../../cluster/index.js';
import type { Vocabulary } from '../words/vocabulary.js';
import { ClusterProducts, type KnownFacts } from './cluster-products.js';
import type { AppliedNumber } from './live/applied-number.js';
import type { Range } from './read-columns.js';

/** A product index as it was when it was opened. */
export interface Opening {
  readonly cluster: Cluster;
  readonly index: string;
  readonly facts: KnownFacts;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly vocabulary: Vocabulary;
  readonly applied: AppliedNumber;
  /** The live updates that what was read holds at least; undefined: none. */
  readonly appliedAt: number | undefined;
  /** It was built with what live updates need. */
  readonly prepared: boolean;
  /** It has taken live updates already. */
  readonly changes: boolean;
}

/**
 * What live updates are written through. Its presence says that an index takes them: its documents then need not be those
 * that it was built of.
 */
export function liveAlias(index: string): string {
  return `${index}-live`;
}

export class OpenedProducts extends ClusterProducts {
  constructor(readonly opening: Opening) {
    super(opening.cluster, opening.index, opening.facts);
  }
}
