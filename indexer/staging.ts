import { closeSync, fsync, openSync } from 'node:fs';
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

  /** The product at a position in id order. */
  at(position: number): Product | undefined {
    const json = this.#db
      .prepare<[number], string>('SELECT json FROM products ORDER BY id LIMIT 1 OFFSET ?')
      .pluck()
      .get(position);
    return json === undefined ? undefined : (JSON.parse(json) as Product);
  }

  /** Makes what was staged durable. */
  async complete(): Promise<void> {
    // Kept open until the end: closing any handle on a file gives up every lock that this process has on it.
    this.#handle ??= openSync(this.#path, 'r');
    await promisify(fsync)(this.#handle);
  }

  /** All products in ascending id order, in batches. */
  *batches(size = BATCH): Generator<Product[]> {
    // Ids are ordered by their UTF-8 bytes, as in every engine: the order in which ordinals are given.
    const page = this.#db.prepare<[Buffer, number], { id: Buffer; json: string }>(
      'SELECT id, json FROM products WHERE id > ? ORDER BY id LIMIT ?',
    );
    for (let after: Buffer = Buffer.alloc(0); ;) {
      const rows = page.all(after, size);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
      yield rows.map(({ json }) => JSON.parse(json) as Product);
    }
  }

  close(): void {
    this.#db.close();
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}
