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
  const COLUMNS = 'SELECT shopper, personalise, log FROM consents WHERE shopper';
  const read = db.prepare<[string], Row>(`${COLUMNS} IN (SELECT value FROM json_each(?))`);
  // Each search asks for a name or two, which a look-up of each finds sooner than a table made of a list.
  const readTwo = db.prepare<[string, string], Row>(`${COLUMNS} IN (?, ?)`);
  const rows = (shoppers: readonly string[]): Row[] => {
    const [first, second = first, ...more] = shoppers;
    if (first === undefined || second === undefined) return [];
    return more.length === 0 ? readTwo.all(first, second) : read.all(JSON.stringify(shoppers));
  };
  return (shoppers) =>
    new Map(
      rows(shoppers).map(({ shopper, personalise, log }) => [
        shopper,
        {
          ...(personalise === null ? {} : { personalise: personalise === 1 }),
          ...(log === null ? {} : { log: log === 1 }),
        },
      ]),
    );
}
