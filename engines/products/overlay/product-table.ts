import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AisleError, asLockedError, asStorageError, Breath, fsyncPath } from '../../../base/index.js';
import type { CatalogMap, Product } from '../../../catalog/index.js';
import { CATEGORY_SEPARATOR } from '../../../mappings/index.js';
import { productIdentifiers } from '../product-fields.js';
import type { ProductColumns, ProductIndexWriter } from '../product-index.js';
import { identifierTable, type IdentifierTable } from '../words/identifier-table.js';

/** Milliseconds to wait for a file that another process holds. */
const PATIENCE = 1_000;
const FILE = 'table.db';
const FORMAT = '1';
/** What a table holds. One of an older layout is opened, and built anew by the next look at the index. */
export const TABLE_LAYOUT = 'with identifiers';

type Row = [
  ordinal: number,
  id: string,
  price: number | null,
  rating: number | null,
  ratingCount: number | null,
  brand: string | null,
  category: string | null,
];

/** What a generation over a foreign index knows of its products: which ordinal is whose, and the columns for scoring. */
export interface ProductTable {
  readonly ids: readonly string[];
  readonly ordinals: ReadonlyMap<string, number>;
  readonly columns: ProductColumns;
  /** What the map makes identifiers of; empty in a table that was written before they were kept. */
  readonly identifiers: IdentifierTable;
  readonly map: CatalogMap;
}

/** Writes the table of a generation into its folder; nothing else is written anywhere. */
export async function openOverlayWriter(folder: string, map: CatalogMap): Promise<ProductIndexWriter> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const path = join(folder, FILE);
  const db = new Database(path, { timeout: PATIENCE });
  try {
    // An unfinished table is thrown away whole: no journal, one sync at the end.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(
      `CREATE TABLE products (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, price REAL, rating REAL,
        rating_count REAL, brand TEXT, category TEXT);
      CREATE TABLE identifiers (key TEXT NOT NULL, ordinal INTEGER NOT NULL);
      CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    );
  } catch (error) {
    db.close();
    throw asLockedError(error, path);
  }
  const insert = db.prepare<Row>('INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?)');
  const identify = db.prepare<[string, number]>('INSERT INTO identifiers VALUES (?, ?)');
  const insertAll = db.transaction((products: readonly Product[], from: number) => {
    products.forEach((product, i) => {
      insert.run(...rowOf(product, from + i));
      for (const key of productIdentifiers(product)) identify.run(key, from + i);
    });
  });
  const fact = db.prepare<[string, string]>('INSERT INTO facts VALUES (?, ?)');
  const hash = createHash('sha256');
  let size = 0;
  return {
    append: async (products) => {
      for (const product of products) hash.update(`${JSON.stringify(product)}\n`);
      try {
        insertAll(products, size);
      } catch (error) {
        throw asStorageError(error, path);
      }
      size += products.length;
    },
    finish: async () => {
      try {
        // In order they are read without being sorted, while queries are answered.
        db.exec('CREATE INDEX identifiers_by_key ON identifiers (key, ordinal)');
        fact.run('map', JSON.stringify(map));
        fact.run('size', String(size));
        fact.run('format', FORMAT);
      } catch (error) {
        throw asStorageError(error, path);
      }
      db.close();
      await fsyncPath(path);
      await fsyncPath(folder);
      return { size, checksum: hash.digest('hex'), refused: [] };
    },
    abort: async () => {
      db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reads it without holding up others. Throws `not_found` where none was finished, `corrupt`. */
export async function readProductTable(folder: string): Promise<ProductTable> {
  const path = join(folder, FILE);
  let db: Database.Database;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
  } catch (error) {
    throw new AisleError('not_found', `there is no product table at ${path}`, { cause: error });
  }
  try {
    const facts = new Map(db.prepare<[], [string, string]>('SELECT name, value FROM facts').raw().all());
    const size = Number(facts.get('size'));
    const held = db.prepare<[], number>('SELECT count(*) FROM products').pluck().get();
    if (facts.get('format') !== FORMAT || size !== held) {
      throw new AisleError('corrupt', `the product table ${path} is not complete: build it anew`);
    }
    const map = JSON.parse(facts.get('map') ?? '') as CatalogMap;
    return { ...(await readProducts(db, size)), identifiers: await readIdentifiers(db), map };
  } catch (error) {
    if (error instanceof AisleError) throw error;
    throw new AisleError('corrupt', `the product table ${path} is damaged: build it anew`, { cause: error });
  } finally {
    db.close();
  }
}

/** Columns as they were at the build; nothing is known yet of products that came since. */
export function columnsOf({ columns }: ProductTable, ordinals: readonly number[]): ProductColumns {
  const numbers = (column: Float64Array) => Float64Array.from(ordinals, (at) => column[at] ?? Number.NaN);
  return {
    price: numbers(columns.price),
    rating: numbers(columns.rating),
    ratingCount: numbers(columns.ratingCount),
    brand: ordinals.map((at) => columns.brand[at]),
    category: ordinals.map((at) => columns.category[at]),
  };
}

async function readIdentifiers(db: Database.Database): Promise<IdentifierTable> {
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'identifiers'").get();
  if (known === undefined) return identifierTable([]);
  const pairs = db.prepare<[], [string, number]>(
    'SELECT key, ordinal FROM identifiers ORDER BY key, ordinal',
  );
  return identifierTable(pairs.raw().iterate());
}

async function readProducts(
  db: Database.Database,
  size: number,
): Promise<Pick<ProductTable, 'ids' | 'ordinals' | 'columns'>> {
  const breath = new Breath();
  const ids: string[] = [];
  const ordinals = new Map<string, number>();
  const [price, rating, ratingCount] = [
    new Float64Array(size),
    new Float64Array(size),
    new Float64Array(size),
  ];
  const brand: (string | undefined)[] = [];
  const category: (string | undefined)[] = [];
  for (const row of db.prepare<[], Row>('SELECT * FROM products ORDER BY ordinal').raw().iterate()) {
    await breath.draw();
    const at = ids.length;
    ordinals.set(row[1], row[0]);
    ids.push(row[1]);
    price[at] = row[2] ?? Number.NaN;
    rating[at] = row[3] ?? Number.NaN;
    ratingCount[at] = row[4] ?? Number.NaN;
    brand.push(row[5] ?? undefined);
    category.push(row[6] ?? undefined);
  }
  return { ids, ordinals, columns: { price, rating, ratingCount, brand, category } };
}

function rowOf({ id, price, rating, ratingCount, brand, category }: Product, ordinal: number): Row {
  const path = category?.join(CATEGORY_SEPARATOR);
  return [ordinal, id, price ?? null, rating ?? null, ratingCount ?? null, brand ?? null, path ?? null];
}
