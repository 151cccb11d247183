import type { Clock, Logger } from '../base/index.js';
import type { LoggedSearch, StateStore } from '../engines/state/index.js';
import type { Choice, Lease } from '../indexer/index.js';
import type { CompiledRanking } from '../rankings/index.js';
import type { Popularity, ShopperRules } from '../shoppers/index.js';
import type { SearchOutcome } from './outcome.js';
import type { SearchSettings } from './settings.js';

/** What searches and suggestions work with. */
export interface SearchParts {
  /** A lease on the generation that is to answer; undefined when it is not served. Throws `unavailable` without any. */
  readonly generation: (choice: Choice) => Promise<Lease | undefined>;
  readonly store: StateStore;
  readonly popularity: Popularity;
  /** As they are now. */
  readonly shopperRules: () => ShopperRules;
  /** Told of every answer, once it is made. */
  readonly record: (search: LoggedSearch) => void;
  /** Told how every search went that a generation was found for. */
  readonly observe: (outcome: SearchOutcome) => void;
  /** Told of every suggestion: made for it, or shared with others who typed the same. */
  readonly suggested: (source: 'made' | 'shared') => void;
  /** What ranks, by `name` or `name@version`; absent: the default. Throws `bad_request` for one that there is not. */
  readonly ranking: (reference?: string) => Promise<CompiledRanking>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newQueryId: () => string;
  readonly settings: SearchSettings;
}
