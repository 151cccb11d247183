import type Database from 'better-sqlite3';
import type { Consent } from '../consents.js';

export const CONSENTS_SCHEMA = `
CREATE TABLE consents (shopper TEXT PRIMARY KEY, personalise INTEGER, log INTEGER) STRICT, WITHOUT ROWID;
`;

interface Row {
  readonly shopper: string;
  readonly personalise: number | null;
  readonly log: number | null;
}

const said = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));

export function prepareConsents(db: Database.Database): {
  put(shopper: string, consent: Consent): void;
  erase(shopper: string): number;
} {
  const put = db.prepare<[string, number | null, number | null]>(
    `INSERT INTO consents VALUES (?, ?, ?) ON CONFLICT (shopper) DO UPDATE SET
     personalise = coalesce(excluded.personalise, personalise), log = coalesce(excluded.log, log)`,
  );
  const erase = db.prepare<[string]>('DELETE FROM consents WHERE shopper = ?');
  return {
    put: (shopper, { personalise, log }) => void put.run(shopper, said(personalise), said(log)),
    erase: (shopper) => erase.run(shopper).changes,
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
