export type { LoggedOp, Op, OpLog } from './op-log.js';
export type { EventType, ShopperEvent } from './shopper-event.js';
export type { History, HistoryEvent, StateStore } from './state-store.js';
export { createMemoryState } from './memory.js';
export { openSqliteState, type SqliteStateOptions } from './sqlite/sqlite-state.js';
export { queryForm, type CountedType, type PopularityStore, type ProductCount } from './popularity-store.js';
