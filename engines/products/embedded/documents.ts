import Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { AisleError, asLockedError, sha256File } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import { StoredDocument } from './stored-document.js';
import { shareDescriptor, type SharedDescriptor } from './shared-descriptor.js';

/** Milliseconds that the writer's thread waits for a file that another process holds. */
const WRITER_PATIENCE = 1_000;

/** The documents while they are being written: one row a product, JSON, by ordinal. */
export class DocumentWriter {
  private readonly db: Database.Database;
  private readonly insert: Database.Statement<[number, string, string]>;

  /** Throws `unavailable` when another process holds the file; once made, nobody else gets in. */
  constructor(path: string) {
    this.db = new Database(path, { timeout: WRITER_PATIENCE });
    try {
      // An unfinished index is thrown away whole: no journal, one sync at the end.
      this.db.pragma('journal_mode = OFF');
      this.db.pragma('synchronous = OFF');
      this.db.pragma('locking_mode = EXCLUSIVE');
      this.db.exec(
        'CREATE TABLE documents (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)',
      );
      this.insert = this.db.prepare('INSERT INTO documents VALUES (?, ?, ?)');
      this.db.exec('BEGIN');
    } catch (error) {
      this.db.close();
      throw asLockedError(error, path);
    }
  }

  add(ordinal: number, id: string, json: string): void {
    this.insert.run(ordinal, id, json);
  }

  /** Ends what was added since the last call, so that the page cache stays small. */
  commit(): void {
    this.db.exec('COMMIT; BEGIN');
  }

  finish(): void {
    this.db.exec('COMMIT');
    this.db.close();
  }

  close(): void {
    this.db.close();
  }
}

/** About a hundred bytes each. */
const REMEMBERED_IDS = 50_000;
/** Bytes: about 15,000 products. */
const REMEMBERED_DOCUMENTS = 32 * 1_048_576;
/** An id, a buffer and a place in the list, in bytes. */
const DOCUMENT_OVERHEAD = 300;

/** Reads documents by ordinal and ordinals by id. */
export class DocumentReader {
  private readonly file: SharedDescriptor;
  private readonly db: Database.Database;
  private readonly byOrdinal: Database.Statement<[number], string>;
  private readonly storedAt: Database.Statement<[number], [id: string, json: Buffer]>;
  private readonly byId: Database.Statement<[string], number>;
  private readonly lastBelow: Database.Statement<[string], number>;
  /** A shopper's history names the same products search after search. */
  private readonly ordinals = new LRUCache<string, number>({ max: REMEMBERED_IDS });

  /** The same products stand on page after page. */
  private readonly pages = new LRUCache<number, StoredDocument>({
    maxSize: REMEMBERED_DOCUMENTS,
    sizeCalculation: ({ json }) => json.length + DOCUMENT_OVERHEAD,
  });
  private verified = false;

  /** How many there are: ordinals are dense. */
  readonly count: number;

  /** Throws `unavailable` at once when another process holds the file: a wait would hold up every other query. */
  constructor(path: string) {
    this.file = shareDescriptor(path);
    try {
      this.db = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
    } catch (error) {
      this.file.release();
      throw error;
    }
    try {
      this.db.pragma('mmap_size = 268435456');
      // Nobody writes to a finished index: its read lock is taken once, which makes a page of documents four times as fast.
      this.db.pragma('locking_mode = EXCLUSIVE');
      this.byOrdinal = this.db
        .prepare<[number], string>('SELECT json FROM documents WHERE ordinal = ?')
        .pluck();
      this.storedAt = this.db
        .prepare<[number], [string, Buffer]>('SELECT id, CAST(json AS BLOB) FROM documents WHERE ordinal = ?')
        .raw();
      this.byId = this.db.prepare<[string], number>('SELECT ordinal FROM documents WHERE id = ?').pluck();
      this.lastBelow = this.db
        .prepare<[string], number>('SELECT ordinal FROM documents WHERE id < ? ORDER BY id DESC LIMIT 1')
        .pluck();
      const last = this.db.prepare<[], number | null>('SELECT max(ordinal) FROM documents').pluck().get();
      this.count = (last ?? -1) + 1;
    } catch (error) {
      this.close();
      throw asLockedError(error, path);
    }
  }

  /**
   * Whether the file is, byte for byte, the one with this SHA-256: SQLite itself notices no byte that changed inside a
   * document. Documents of a file that was not compared are read before they are passed on.
   */
  async matches(checksum: string): Promise<boolean> {
    this.verified = (await sha256File(this.file.fd)) === checksum;
    return this.verified;
  }

  /** Throws `corrupt` for a row that cannot be read. */
  get(ordinal: number): Product | undefined {
    try {
      const json = this.json(ordinal);
      return json === undefined ? undefined : (JSON.parse(json) as Product);
    } catch (cause) {
      throw new AisleError('corrupt', `document ${ordinal} cannot be read: the file is damaged`, { cause });
    }
  }

  /** Throws `corrupt` for a row that cannot be read. */
  stored(ordinal: number): StoredDocument | undefined {
    const known = this.pages.get(ordinal);
    if (known !== undefined) return known;
    try {
      const row = this.storedAt.get(ordinal);
      if (row === undefined) return undefined;
      const document = new StoredDocument(...row);
      if (!this.verified) JSON.parse(document.json.toString());
      this.pages.set(ordinal, document);
      return document;
    } catch (cause) {
      throw new AisleError('corrupt', `document ${ordinal} cannot be read: the file is damaged`, { cause });
    }
  }

  ordinal(id: string): number | undefined {
    const known = this.ordinals.get(id);
    if (known !== undefined) return known;
    const ordinal = this.byId.get(id);
    if (ordinal !== undefined) this.ordinals.set(id, ordinal);
    return ordinal;
  }

  /** How many ids are smaller than this one. */
  below(id: string): number {
    return (this.lastBelow.get(id) ?? -1) + 1;
  }

  /** The text of a document as it was written. */
  json(ordinal: number): string | undefined {
    return this.byOrdinal.get(ordinal);
  }

  close(): void {
    this.db.close();
    this.file.release();
  }
}
