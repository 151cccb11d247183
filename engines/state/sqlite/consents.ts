import type Database from 'better-sqlite3';
import type { Consent } from '../consents.js';

export const CONSENTS_SCHEMA = `
CREATE TABLE consents (shopper TEXT PRIMARY KEY, personalise INTEGER, log INTEGER) STRICT, WITHOUT ROWID;
`;

/** Step of the file's format: by whose own key it was said, where that is known. */
export function addConsentGivers(db: Database.Database): void {
  db.exec(`
    ALTER TABLE consents ADD COLUMN giver TEXT;
    CREATE INDEX consents_by_giver ON consents (giver);
  `);
}

interface Row {
  readonly shopper: string;
  readonly personalise: number | null;
  readonly log: number | null;
}

const said = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));

export function prepareConsents(db: Database.Database): {
  put(keys: readonly [string, ...string[]], consent: Consent): void;
  erase(shopper: string): number;
} {
  const put = db.prepare<[string, number | null, number | null, string]>(
    `INSERT INTO consents (shopper, personalise, log, giver) VALUES (?, ?, ?, ?) ON CONFLICT (shopper) DO UPDATE SET
     personalise = coalesce(excluded.personalise, personalise), log = coalesce(excluded.log, log), giver = excluded.giver`,
  );
  const erase = db.prepare<[string, string]>('DELETE FROM consents WHERE shopper = ? OR giver = ?');
  return {
    put: (keys, { personalise, log }) => {
      for (const key of keys) put.run(key, said(personalise), said(log), keys[0]);
    },
    erase: (shopper) => erase.run(shopper, shopper).changes,
  };
}

export function prepareConsentReads(
  db: Database.Database,
): (shoppers: readonly string[]) => ReadonlyMap<string, Consent> {
  const read = db.prepare<[string], Row>(
    'SELECT * FROM consents WHERE shopper IN (SELECT value FROM json_each(?))',
  );
  return (shoppers) =>
    new Map(
      read.all(JSON.stringify(shoppers)).map(({ shopper, personalise, log }) => [
        shopper,
        {
          ...(personalise === null ? {} : { personalise: personalise === 1 }),
          ...(log === null ? {} : { log: log === 1 }),
        },
      ]),
    );
}
