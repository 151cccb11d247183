import type Database from 'better-sqlite3';
import { keysOf, type ShopperEvent } from '../shopper-event.js';

/**
 * Who used which session, by the number of events that say so. A session that one user alone used is theirs, with what was
 * done in it before they signed in; one that two used is nobody's: neither is shown what the other did.
 */
export const SESSIONS_SCHEMA = `
CREATE TABLE session_users (
  session TEXT NOT NULL,
  user TEXT NOT NULL,
  events INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (session, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON session_users (user, version DESC);
`;

/** A person has that many sessions before their oldest ones are read no more for a search. */
export const READ_SESSIONS = 8;

export interface SessionWrites {
  /** Takes an event in (1) or out (−1); answers the users whose history changes with it, besides its own keys. */
  count(event: ShopperEvent, by: 1 | -1, version: number): readonly string[];
}

export function prepareSessions(db: Database.Database): SessionWrites {
  const users = prepareSessionUsers(db);
  const change = db.prepare<[number, string, string]>(
    'UPDATE session_users SET events = events + ? WHERE session = ? AND user = ?',
  );
  const signIn = db.prepare<[string, string, number]>('INSERT INTO session_users VALUES (?, ?, 1, ?)');
  const drop = db.prepare<[string, string]>(
    'DELETE FROM session_users WHERE session = ? AND user = ? AND events <= 0',
  );
  /** True when who uses the session changed with it. */
  const take = (session: string, user: string, by: 1 | -1, version: number): boolean => {
    const known = change.run(by, session, user).changes > 0;
    if (by === -1) return drop.run(session, user).changes > 0;
    if (!known) signIn.run(session, user, version);
    return !known;
  };
  return {
    count: (event, by, version) => {
      const keys = keysOf(event);
      const signedIn = keys.filter((key) => key.startsWith('user:'));
      return keys
        .filter((key) => key.startsWith('session:'))
        .filter((session) => {
          const changed = signedIn.map((user) => take(session, user, by, version));
          // What is done anonymously is its user's; what a user does is theirs already, unless others learn of them.
          return signedIn.length === 0 || changed.some(Boolean);
        })
        .flatMap((session) => users(session))
        .filter((user) => !keys.includes(user));
    },
  };
}

/** Users who signed in with a session. */
export function prepareSessionUsers(db: Database.Database): (session: string) => string[] {
  const users = db.prepare<[string], string>('SELECT user FROM session_users WHERE session = ?').pluck();
  return (session) => users.all(session);
}

/** Sessions that are this user's alone, the last signed in first; at most `limit`. */
export function prepareOwnSessions(db: Database.Database): (user: string, limit?: number) => string[] {
  const own = db
    .prepare<[string, number], string>(
      `SELECT session FROM session_users AS mine WHERE user = ? AND NOT EXISTS
         (SELECT 1 FROM session_users AS other WHERE other.session = mine.session AND other.user <> mine.user)
       ORDER BY version DESC LIMIT ?`,
    )
    .pluck();
  return (user, limit = -1) => own.all(user, limit);
}
