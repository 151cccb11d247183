export type { Commit } from './commit.js';
export type { LoggedOp, Op, OpLog } from './op-log.js';
export {
  keysOf,
  keysOfNames,
  NOBODY,
  type EventType,
  type ShopperEvent,
  type ShopperNames,
} from './shopper-event.js';
export type { History, HistoryEvent, StateStore } from './state-store.js';
export type { Bought, Neighbour, NeighbourLimits, PurchaseCounts } from './purchase-counts.js';
export { createClusterOps, type ClusterOpLog, type LogAnchor } from './cluster/cluster-ops.js';
export { createMemoryState } from './memory.js';
export { checkSqliteState } from './sqlite/check-state.js';
export { openSqliteState, type SqliteStateOptions } from './sqlite/sqlite-state.js';
export { countKeys, type CountedType, type PopularityStore, type ProductCount } from './popularity-store.js';
export type { Consent, Consents } from './consents.js';
export type { Erased } from './erased.js';
export type { LoggedSearch, QueryCount, SearchLog } from './search-log.js';
