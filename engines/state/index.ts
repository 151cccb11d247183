export type { EventType, History, HistoryEvent, ShopperEvent, StateStore } from './state-store.js';
export type { LoggedOp, Op, OpLog } from './op-log.js';
export { createMemoryState } from './memory.js';
export { openSqliteState, type SqliteStateOptions } from './sqlite/sqlite-state.js';
