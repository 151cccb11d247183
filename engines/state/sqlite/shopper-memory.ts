import type Database from 'better-sqlite3';
import { CONSENTS_SCHEMA } from './consents.js';
import { SEARCH_LOG_SCHEMA } from './search-log.js';
import { prepareSessions, SESSIONS_SCHEMA } from './sessions.js';
import { storedEvents, versionOf } from './stored-events.js';

/** Step of the file's format: the query log, consents, and who used which session as the stored events say. */
export function addShopperMemory(db: Database.Database): void {
  db.exec(SEARCH_LOG_SCHEMA + CONSENTS_SCHEMA + SESSIONS_SCHEMA);
  db.exec('CREATE INDEX events_by_time ON events (time)');
  const sessions = prepareSessions(db);
  const version = versionOf(db);
  for (const events of storedEvents(db)) for (const event of events) sessions.count(event, 1, version);
}
