import type Database from 'better-sqlite3';
import { CONSENTS_SCHEMA } from './consents.js';
import { EVENT_COLUMNS, fromRow, type EventRow } from './rows.js';
import { SEARCH_LOG_SCHEMA } from './search-log.js';
import { prepareSessions, SESSIONS_SCHEMA } from './sessions.js';

/** Events that a migration holds in memory at once. */
const PAGE = 5_000;

/** Step of the file's format: the query log, consents, and who used which session as the stored events say. */
export function addShopperMemory(db: Database.Database): void {
  db.exec(SEARCH_LOG_SCHEMA + CONSENTS_SCHEMA + SESSIONS_SCHEMA);
  db.exec('CREATE INDEX events_by_time ON events (time)');
  const sessions = prepareSessions(db);
  const version = db.prepare<[], number>("SELECT value FROM meta WHERE name = 'version'").pluck().get() ?? 0;
  const page = db.prepare<[number, number], EventRow & { seq: number }>(
    `SELECT seq, ${EVENT_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  let rows = page.all(-1, PAGE);
  while (rows.length > 0) {
    for (const row of rows) sessions.count(fromRow(row), 1, version);
    rows = page.all(rows.at(-1)?.seq ?? 0, PAGE);
  }
}
