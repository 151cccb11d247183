import Database from 'better-sqlite3';
import { asLockedError, asStorageError } from '../base/index.js';

/** Milliseconds to wait for another process that holds the file. */
const PATIENCE = 1_000;
/** Lines of one piece when the mirror is read back. */
const PIECE = 1_000;

/** A document of a followed index; `stamp` is the value of its checkpoint. */
export interface MirroredDocument {
  readonly id: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly stamp?: number;
}

export interface MirrorState {
  /** Names the index and the checkpoint that are followed; another one is read from its beginning. */
  readonly followed: string | undefined;
  /** The largest checkpoint seen. */
  readonly checkpoint: number | undefined;
  /** What its content was last built into; absent where it was not built since it changed. */
  readonly built: MirrorBuild | undefined;
  readonly size: number;
}

/** A generation that was built of a mirror. */
export interface MirrorBuild {
  readonly generation: string;
  /** Names everything else that it was built with. */
  readonly how: string;
  /** Whether it was live at some time: one that was and is not was replaced by somebody. */
  readonly published: boolean;
}

/**
 * What an index held when it was last read, on disk: the next run needs to be told of the changes alone. Each page is
 * durable by itself; a run that is killed is made again from the checkpoint before it.
 */
export class IndexMirror {
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #set: Database.Statement<[string, string]>;
  readonly #forgetBuilt: Database.Statement<[]>;
  readonly #apply: (documents: readonly MirroredDocument[], run: number) => number;

  /** Throws `unavailable` while another process follows. */
  constructor(path: string) {
    this.#path = path;
    this.#db = new Database(path, { timeout: PATIENCE });
    try {
      this.#db.pragma('locking_mode = EXCLUSIVE');
      this.#db.exec(
        `BEGIN EXCLUSIVE;
        CREATE TABLE IF NOT EXISTS documents (id BLOB PRIMARY KEY, source TEXT NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        COMMIT`,
      );
    } catch (error) {
      this.#db.close();
      throw asLockedError(error, path);
    }
    this.#set = this.#db.prepare(
      'INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    this.#forgetBuilt = this.#db.prepare("DELETE FROM facts WHERE name = 'built'");
    const known = this.#db
      .prepare<[string], string>('SELECT source FROM documents WHERE id = CAST(? AS BLOB)')
      .pluck();
    const put = this.#db.prepare<[string, string, number]>(
      `INSERT INTO documents VALUES (CAST(? AS BLOB), ?, ?)
      ON CONFLICT DO UPDATE SET source = excluded.source, run = excluded.run`,
    );
    this.#apply = this.#db.transaction((documents: readonly MirroredDocument[], run: number) => {
      let changed = 0;
      for (const { id, source } of documents) {
        const json = JSON.stringify(source);
        if (known.get(id) !== json) changed++;
        put.run(id, json, run);
      }
      if (changed > 0) this.#forgetBuilt.run();
      return changed;
    });
  }

  get state(): MirrorState {
    const checkpoint = this.#fact('checkpoint');
    return {
      followed: this.#fact('followed'),
      checkpoint: checkpoint === undefined ? undefined : Number(checkpoint),
      built: buildOf(this.#fact('built')),
      size: this.#db.prepare<[], number>('SELECT count(*) FROM documents').pluck().get() ?? 0,
    };
  }

  /** Begins a run over what `followed` names; answers its number. */
  begin(followed: string): number {
    return this.#write(() => {
      const run = Number(this.#fact('run') ?? '0') + 1;
      this.#set.run('run', String(run));
      // From its first page on the mirror is a mixture until a run sees the whole of one index, whichever that is.
      if (this.#fact('followed') !== followed) {
        this.#db.exec("DELETE FROM facts WHERE name IN ('followed', 'checkpoint')");
      }
      return run;
    });
  }

  /** Takes what the index holds now; answers how many documents are new or other than before. */
  apply(documents: readonly MirroredDocument[], run: number): number {
    return this.#write(() => this.#apply(documents, run));
  }

  /** Ends a run that saw every document: the others are gone. Answers their number. */
  forgetUnseen(run: number): number {
    return this.#write(() => {
      const { changes } = this.#db.prepare('DELETE FROM documents WHERE run <> ?').run(run);
      if (changes > 0) this.#forgetBuilt.run();
      return changes;
    });
  }

  /** Ends a run: from here on changes are read. */
  reached(followed: string, checkpoint: number | undefined): void {
    this.#write(() => {
      this.#set.run('followed', followed);
      if (checkpoint !== undefined) this.#set.run('checkpoint', String(checkpoint));
      else this.#db.prepare("DELETE FROM facts WHERE name = 'checkpoint'").run();
    });
  }

  /** A generation was built of what it holds. */
  built(build: MirrorBuild): void {
    this.#write(() => this.#set.run('built', JSON.stringify(build)));
  }

  /** Every document, a JSON object a line with its `_id`, in the order of ids. */
  *lines(): Generator<string[]> {
    const page = this.#db.prepare<[Buffer, number], { id: Buffer; source: string }>(
      'SELECT id, source FROM documents WHERE id > ? ORDER BY id LIMIT ?',
    );
    for (let after: Buffer = Buffer.alloc(0); ;) {
      const rows = page.all(after, PIECE);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
      yield rows.map(({ id, source }) => {
        const rest = source.slice(1);
        return `{"_id":${JSON.stringify(id.toString())}${rest === '}' ? '' : ','}${rest}\n`;
      });
    }
  }

  close(): void {
    this.#db.close();
  }

  #fact(name: string): string | undefined {
    return this.#db.prepare<[string], string>('SELECT value FROM facts WHERE name = ?').pluck().get(name);
  }

  #write<T>(work: () => T): T {
    try {
      return this.#db.transaction(work)();
    } catch (error) {
      throw asStorageError(error, this.#path);
    }
  }
}

/** What an older version wrote there names no generation: then it is built anew. */
function buildOf(fact: string | undefined): MirrorBuild | undefined {
  const build = fact === undefined ? undefined : (JSON.parse(fact) as Partial<MirrorBuild>);
  const { generation, how, published } = build ?? {};
  return generation === undefined || how === undefined
    ? undefined
    : { generation, how, published: published === true };
}
