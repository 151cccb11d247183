import type Database from 'better-sqlite3';
import { prepareOpWrites, type OpWrite } from './op-writes.js';
import type { Consent } from '../consents.js';
import type { Erased } from '../erased.js';
import type { LoggedSearch } from '../search-log.js';
import type { ShopperEvent } from '../shopper-event.js';
import { prepareConsents } from './consents.js';
import { prepareEvents } from './event-writes.js';
import { prepareSearchLog } from './search-log.js';
import { prepareOwnSessions } from './sessions.js';

/** One write as it is sent to the writer's thread. */
export type Write =
  | { readonly op: 'append'; readonly events: readonly ShopperEvent[] }
  | { readonly op: 'erase'; readonly shopper: string }
  | {
      readonly op: 'sweep';
      readonly eventsBefore: number;
      readonly searchesBefore: number;
      readonly limit: number;
    }
  | { readonly op: 'log'; readonly searches: readonly LoggedSearch[] }
  | { readonly op: 'consent'; readonly keys: readonly [string, ...string[]]; readonly consent: Consent }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'swap'; readonly key: string; readonly expected?: string; readonly value: string }
  | OpWrite;

/** What a write answers: news by event, numbers by op, what went, how many, whether a value was swapped, nothing. */
export type WriteResult = boolean[] | number[] | number | boolean | Erased | undefined;

/** The statements of the one writing connection; each call runs inside a transaction of the caller. */
export function prepareWrites(db: Database.Database): (write: Write) => WriteResult {
  const events = prepareEvents(db);
  const log = prepareSearchLog(db);
  const consents = prepareConsents(db);
  const ownSessions = prepareOwnSessions(db);
  const put = db.prepare<[string, string]>(
    'INSERT INTO vals VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const putFirst = db.prepare<[string, string]>(
    'INSERT INTO vals VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
  );
  const replace = db.prepare<[string, string, string]>(
    'UPDATE vals SET value = ? WHERE key = ? AND value = ?',
  );

  const erase = (shopper: string): Erased => {
    // Read before their events go: a session is known by them.
    const keys = [shopper, ...ownSessions(shopper)];
    return {
      events: events.erase(keys),
      searches: keys.reduce((sum, key) => sum + log.erase(key), 0),
      consents: keys.reduce((sum, key) => sum + consents.erase(key), 0),
    };
  };

  const writeOps = prepareOpWrites(db);
  return (write) => {
    switch (write.op) {
      case 'append':
        return events.append(write.events);
      case 'erase':
        return erase(write.shopper);
      case 'sweep':
        return {
          events: events.sweep(write.eventsBefore, write.limit),
          searches: log.sweep(write.searchesBefore, write.limit),
          consents: 0,
        };
      case 'log':
        log.append(write.searches);
        return undefined;
      case 'consent':
        consents.put(write.keys, write.consent);
        return undefined;
      case 'put':
        put.run(write.key, write.value);
        return undefined;
      case 'swap': {
        const { key, expected, value } = write;
        const { changes } =
          expected === undefined ? putFirst.run(key, value) : replace.run(value, key, expected);
        return changes > 0;
      }
      case 'append-ops':
      case 'mark-ops':
      case 'pass-ops':
      case 'prune-ops':
      case 'compact-ops':
        return writeOps(write);
    }
  };
}
