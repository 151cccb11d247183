import { closeSync, fsync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { asLockedError } from '../base/index.js';
import type { Product } from '../catalog/index.js';

/** Milliseconds to wait for another process that holds the file. */
const PATIENCE = 1_000;

/** Products of one batch when they are read back: a few MB. */
const BATCH = 500;

interface StagedRow {
  readonly line: number;
  readonly product: Product;
}

interface Row {
  readonly id: Buffer;
  readonly json: string;
}

/**
 * Clean products of one file by id, on disk: sorts any number of them in flat memory, and keeps the first row of an id.
 * Its content is worth nothing until `complete`; a build that died before begins it anew.
 */
export class Staging {
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #insert: Database.Statement<[string, number, string]>;
  readonly #insertAll: (rows: readonly StagedRow[]) => boolean[];
  #handle: number | undefined;

  /** Throws `unavailable` when another process holds the file; once opened, nobody else gets in. */
  constructor(path: string) {
    this.#path = path;
    this.#db = new Database(path, { timeout: PATIENCE });
    try {
      this.#db.pragma('locking_mode = EXCLUSIVE');
      this.#db.pragma('journal_mode = MEMORY');
      this.#db.pragma('synchronous = OFF');
      this.#db.exec(
        `BEGIN EXCLUSIVE;
        CREATE TABLE IF NOT EXISTS products (id BLOB PRIMARY KEY, line INTEGER, json TEXT) WITHOUT ROWID;
        COMMIT`,
      );
    } catch (error) {
      this.#db.close();
      throw asLockedError(error, path);
    }
    this.#insert = this.#db.prepare(
      'INSERT INTO products VALUES (CAST(? AS BLOB), ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#insertAll = this.#db.transaction((rows: readonly StagedRow[]) =>
      rows.map(
        ({ line, product }) => this.#insert.run(product.id, line, JSON.stringify(product)).changes === 1,
      ),
    );
  }

  /** Stages products; answers for each whether its id was new. */
  add(rows: readonly StagedRow[]): boolean[] {
    return this.#insertAll(rows);
  }

  get size(): number {
    return this.#db.prepare<[], number>('SELECT count(*) FROM products').pluck().get() ?? 0;
  }

  /** Makes what was staged durable. */
  async complete(): Promise<void> {
    // Kept open until the end: closing any handle on a file gives up every lock that this process has on it.
    this.#handle ??= openSync(this.#path, 'r');
    await promisify(fsync)(this.#handle);
  }

  /** All products in ascending id order, in batches. */
  *batches(size = BATCH): Generator<Product[]> {
    for (const rows of this.#pages(size)) yield rows.map(parsed);
  }

  /**
   * The products of some ordinals (positions in id order), in ascending order; undefined past the end. One pass for all
   * of them, since a row is found by its position only by passing those before it; the other work of the process, such
   * as keeping a lock, goes on meanwhile.
   */
  async *pick<T extends { readonly ordinal: number }>(
    wanted: readonly T[],
    size = BATCH,
  ): AsyncGenerator<readonly [T, Product | undefined]> {
    const ascending = wanted.toSorted((a, b) => a.ordinal - b.ordinal);
    const pages = this.#pages(size);
    let [done, start] = [0, 0];
    while (done < ascending.length) {
      const { value: rows } = pages.next();
      const end = rows === undefined ? Infinity : start + rows.length;
      for (let one = ascending[done]; one !== undefined && one.ordinal < end; one = ascending[++done]) {
        const row = rows?.[one.ordinal - start];
        yield [one, row && parsed(row)];
      }
      start = end;
      await nextTurn();
    }
  }

  *#pages(size: number): Generator<Row[], undefined> {
    // Ids are ordered by their UTF-8 bytes, as in every engine: the order in which ordinals are given.
    const page = this.#db.prepare<[Buffer, number], Row>(
      'SELECT id, json FROM products WHERE id > ? ORDER BY id LIMIT ?',
    );
    for (let after: Buffer = Buffer.alloc(0); ;) {
      const rows = page.all(after, size);
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      after = last.id;
      yield rows;
    }
  }

  close(): void {
    this.#db.close();
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

function parsed({ json }: Row): Product {
  return JSON.parse(json) as Product;
}
