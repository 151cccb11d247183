import type { StateStore } from '../engines/state/index.js';
import type { QueryLog } from '../events/index.js';
import type { Rankings } from '../rankings/index.js';
import type { Popularity } from '../shoppers/index.js';
import type { Keys } from './keys/index.js';
import type { Recorders } from './metrics/index.js';
import type { ReindexParts } from './run-reindex.js';

/** What is opened once for an installation, and what its sides are made of. */
export interface Parts extends ReindexParts {
  readonly store: StateStore;
  readonly rankings: Rankings;
  readonly popularity: Popularity;
  readonly keys: Keys;
  readonly queryLog: QueryLog;
  readonly recorders: Recorders;
  readonly closeAll: () => Promise<void>;
}
