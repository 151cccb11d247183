import type Database from 'better-sqlite3';
import { queryForm } from '../popularity-store.js';
import type { LoggedSearch, QueryCount, SearchLog } from '../search-log.js';
import { keysOf } from '../shopper-event.js';

/**
 * `query_totals` counts the questions that `searches` holds: by its two indices the most frequent ones are read at once.
 * `query_askers` counts them by who asked, so that one person's question can be told from everybody's.
 */
export const SEARCH_LOG_SCHEMA = `
CREATE TABLE searches (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  query_id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  shopper TEXT,
  aliases TEXT,
  time INTEGER NOT NULL,
  generation TEXT NOT NULL,
  ranking TEXT NOT NULL,
  first INTEGER NOT NULL,
  total INTEGER NOT NULL,
  shown TEXT NOT NULL
) STRICT;
CREATE INDEX searches_by_time ON searches (time);
CREATE TABLE shopper_searches (
  shopper TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (shopper, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE query_totals (
  query TEXT PRIMARY KEY,
  searches INTEGER NOT NULL,
  empty INTEGER NOT NULL,
  shoppers INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE query_askers (
  query TEXT NOT NULL,
  shopper TEXT NOT NULL,
  searches INTEGER NOT NULL,
  PRIMARY KEY (query, shopper)
) STRICT, WITHOUT ROWID;
CREATE INDEX queries_by_searches ON query_totals (searches DESC, query);
CREATE INDEX queries_by_empty ON query_totals (empty DESC, query) WHERE empty > 0;
`;

interface Row {
  readonly seq: number;
  readonly query_id: string;
  readonly text: string;
  readonly shopper: string | null;
  readonly aliases: string | null;
  readonly time: number;
  readonly generation: string;
  readonly ranking: string;
  readonly first: number;
  readonly total: number;
  readonly shown: string;
}

function fromRow(row: Row): LoggedSearch {
  return {
    queryId: row.query_id,
    text: row.text,
    ...(row.shopper === null ? {} : { shopper: row.shopper }),
    ...(row.aliases === null ? {} : { aliases: JSON.parse(row.aliases) as string[] }),
    time: row.time,
    generation: row.generation,
    ranking: row.ranking,
    first: row.first,
    total: row.total,
    shown: JSON.parse(row.shown) as string[],
  };
}

const keys = ({ shopper, aliases }: LoggedSearch): string[] =>
  shopper === undefined ? [] : keysOf({ shopper, ...(aliases === undefined ? {} : { aliases }) });

export interface SearchLogWrites {
  append(searches: readonly LoggedSearch[]): void;
  /** Removes everything under a key; answers how many went. */
  erase(shopper: string): number;
  /** Removes those before a time, at most so many; answers how many went. */
  sweep(before: number, limit: number): number;
}

export function prepareSearchLog(db: Database.Database): SearchLogWrites {
  const insert = db.prepare<Omit<Row, 'seq'>>(
    `INSERT INTO searches (query_id, text, shopper, aliases, time, generation, ranking, first, total, shown)
     VALUES (@query_id, @text, @shopper, @aliases, @time, @generation, @ranking, @first, @total, @shown)
     ON CONFLICT (query_id) DO NOTHING`,
  );
  const link = db.prepare<[string, number | bigint]>('INSERT INTO shopper_searches VALUES (?, ?)');
  const unlink = db.prepare<[string, number]>('DELETE FROM shopper_searches WHERE shopper = ? AND seq = ?');
  const plus = db.prepare<[string, number]>(
    `INSERT INTO query_totals VALUES (?, 1, ?, 0)
     ON CONFLICT (query) DO UPDATE SET searches = searches + 1, empty = empty + excluded.empty`,
  );
  const minus = db.prepare<[number, string]>(
    'UPDATE query_totals SET searches = searches - 1, empty = empty - ? WHERE query = ?',
  );
  const drop = db.prepare<[string]>('DELETE FROM query_totals WHERE query = ? AND searches <= 0');
  const ask = db
    .prepare<[string, string], number>(
      `INSERT INTO query_askers VALUES (?, ?, 1)
       ON CONFLICT (query, shopper) DO UPDATE SET searches = searches + 1 RETURNING searches`,
    )
    .pluck();
  const unask = db
    .prepare<[string, string], number>(
      'UPDATE query_askers SET searches = searches - 1 WHERE query = ? AND shopper = ? RETURNING searches',
    )
    .pluck();
  const forgetAsker = db.prepare<[string, string]>(
    'DELETE FROM query_askers WHERE query = ? AND shopper = ?',
  );
  const moreShoppers = db.prepare<[number, string]>(
    'UPDATE query_totals SET shoppers = shoppers + ? WHERE query = ?',
  );
  const under = db.prepare<[string], Row>(
    'SELECT * FROM searches WHERE seq IN (SELECT seq FROM shopper_searches WHERE shopper = ?)',
  );
  const old = db.prepare<[number, number], Row>(
    'SELECT * FROM searches WHERE time < ? ORDER BY time LIMIT ?',
  );
  const remove = db.prepare<[number]>('DELETE FROM searches WHERE seq = ?');

  const removeAll = (rows: readonly Row[]): number => {
    for (const row of rows) {
      const search = fromRow(row);
      for (const key of keys(search)) unlink.run(key, row.seq);
      remove.run(row.seq);
      const form = queryForm(search.text);
      if (!isQuestion(search, form)) continue;
      minus.run(Number(search.total === 0), form);
      if (search.shopper !== undefined && unask.get(form, search.shopper) === 0) {
        forgetAsker.run(form, search.shopper);
        moreShoppers.run(-1, form);
      }
      drop.run(form);
    }
    return rows.length;
  };
  return {
    append: (searches) => {
      for (const search of searches) {
        const { changes, lastInsertRowid } = insert.run({
          query_id: search.queryId,
          text: search.text,
          shopper: search.shopper ?? null,
          aliases: search.aliases === undefined ? null : JSON.stringify(search.aliases),
          time: search.time,
          generation: search.generation,
          ranking: search.ranking,
          first: search.first,
          total: search.total,
          shown: JSON.stringify(search.shown),
        });
        if (changes === 0) continue;
        for (const key of keys(search)) link.run(key, lastInsertRowid);
        const form = queryForm(search.text);
        if (!isQuestion(search, form)) continue;
        plus.run(form, Number(search.total === 0));
        if (search.shopper !== undefined && ask.get(form, search.shopper) === 1) moreShoppers.run(1, form);
      }
    },
    erase: (shopper) => removeAll(under.all(shopper)),
    sweep: (before, limit) => removeAll(old.all(before, limit)),
  };
}

/** A later page is the same question; the category page is none. */
function isQuestion({ first }: LoggedSearch, form: string): boolean {
  return first === 0 && form !== '';
}

export interface SearchLogReads {
  named(queryIds: readonly string[]): LoggedSearch[];
  frequent(wish: Parameters<SearchLog['frequentQueries']>[0]): QueryCount[];
  /** Under these keys, in the order stored, from a place on. */
  under(keys: readonly string[], page: { readonly offset: number; readonly limit: number }): LoggedSearch[];
}

export function prepareSearchLogReads(db: Database.Database): SearchLogReads {
  const named = db.prepare<[string], Row>(
    'SELECT * FROM searches WHERE query_id IN (SELECT value FROM json_each(?))',
  );
  const frequent = db.prepare<[number, number], QueryCount>(
    'SELECT query, searches FROM query_totals WHERE shoppers >= ? ORDER BY searches DESC, query LIMIT ?',
  );
  const empty = db.prepare<[number, number], QueryCount>(
    `SELECT query, empty AS searches FROM query_totals WHERE empty > 0 AND shoppers >= ?
     ORDER BY empty DESC, query LIMIT ?`,
  );
  const under = db.prepare<[string, number, number], Row>(
    `SELECT * FROM searches WHERE seq IN
       (SELECT seq FROM shopper_searches WHERE shopper IN (SELECT value FROM json_each(?)))
     ORDER BY seq LIMIT ? OFFSET ?`,
  );
  return {
    named: (queryIds) => named.all(JSON.stringify(queryIds)).map(fromRow),
    frequent: ({ limit, empty: onlyEmpty, leastShoppers = 0 }) =>
      (onlyEmpty === true ? empty : frequent).all(leastShoppers, limit),
    under: (wanted, { offset, limit }) => under.all(JSON.stringify(wanted), limit, offset).map(fromRow),
  };
}
