export type { EventType, History, HistoryEvent, ShopperEvent, StateStore } from './state-store.js';
export type { Bought, Neighbour, NeighbourLimits, PurchaseCounts } from './purchase-counts.js';
export { createMemoryState } from './memory.js';
export { openSqliteState, type SqliteStateOptions } from './sqlite/sqlite-state.js';
