import type { Logger } from '../../base/index.js';
import type { EmbeddingCache } from '../../engines/embedder/index.js';
import type { OpLog } from '../../engines/state/index.js';

/** What live updates are read from and embedded with. */
export interface LiveParts {
  readonly ops: OpLog;
  /** Opened by the first that asks; outlives all who do. */
  readonly cache: () => EmbeddingCache;
  readonly log: Logger;
}
