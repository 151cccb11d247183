import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CallOptions, Logger } from '../../../base/index.js';
import type { Commit } from '../commit.js';
import { refuse } from '../refuse.js';
import type { OpLog } from '../op-log.js';
import type { Consent } from '../consents.js';
import type { Erased } from '../erased.js';
import type { CountedState, PopularityStore, ProductCount } from '../popularity-store.js';
import type { NeighbourLimits } from '../purchase-counts.js';
import type { LoggedSearch, QueryCount, SearchLog } from '../search-log.js';
import type { ShopperEvent } from '../shopper-event.js';
import { ALL, type History, type Page, type StateStore, type Sweep } from '../state-store.js';
import { asStateError } from './errors.js';
import { openReader, type Reader } from './reader.js';
import { SqliteOps } from './sqlite-ops.js';
import { openWriter, type Writer } from './writer.js';

export interface SqliteStateOptions {
  readonly log: Logger;
  /** Milliseconds to wait for a lock that another process holds. */
  readonly busyTimeout?: number;
  /** The greatest number of a live update that stands outside the file, which may be a new one; asked before the first write to the log. */
  readonly takenOps?: () => Promise<number>;
  /** Told of every commit. */
  readonly onCommit?: (commit: Commit) => void;
}

const DEFAULT_BUSY_TIMEOUT = 5_000;
/** A read waits on the calling thread, so only a moment: in WAL mode readers and the writer do not meet. */
const READ_BUSY_TIMEOUT = 100;

/**
 * Opens or creates a state file: SQLite in WAL mode with synchronous FULL, one writer thread, reads on the
 * calling thread. Throws `unavailable` (locked, not writable), `corrupt`, `bad_file` (another program's or a
 * newer format's), `storage_full`.
 */
export async function openSqliteState(file: string, options: SqliteStateOptions): Promise<StateStore> {
  const busyTimeout = options.busyTimeout ?? DEFAULT_BUSY_TIMEOUT;
  let writer: Writer | undefined;
  try {
    await mkdir(dirname(file), { recursive: true });
    writer = await openWriter({ file, busyTimeout }, options.onCommit);
    const store = new SqliteState(file, writer, openReader(file, READ_BUSY_TIMEOUT), options.takenOps);
    options.log.debug({ file }, 'state store open');
    return store;
  } catch (error) {
    await writer?.close();
    throw asStateError(error, file);
  }
}

class SqliteState implements StateStore {
  readonly #file: string;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly ops: OpLog;
  #closed: Promise<void> | undefined;

  constructor(file: string, writer: Writer, reader: Reader, takenOps = async () => 0) {
    this.#file = file;
    this.#writer = writer;
    this.#reader = reader;
    this.ops = new SqliteOps(
      {
        write: async (write, options) => {
          refuse(this.#closed !== undefined, options);
          return writer.write(write);
        },
        read: async (work, options) => this.#read(options, work),
      },
      takenOps,
    );
  }

  async appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]> {
    refuse(this.#closed !== undefined, options);
    if (events.length === 0) return [];
    return (await this.#writer.write({ op: 'append', events })) as boolean[];
  }

  async history(shopper: string, limit: number, options?: CallOptions): Promise<History> {
    return this.#read(options, (reader) => reader.history(shopper, limit));
  }

  async exportShopper(shopper: string, page: Page & CallOptions = ALL): Promise<readonly ShopperEvent[]> {
    return this.#read(page, (reader) => reader.exportShopper(shopper, page));
  }

  async exportSearches(shopper: string, page: Page & CallOptions = ALL): Promise<readonly LoggedSearch[]> {
    return this.#read(page, (reader) => reader.searches.under(reader.keys(shopper), page));
  }

  async keysOfShopper(shopper: string, options?: CallOptions): Promise<readonly string[]> {
    return this.#read(options, (reader) => reader.keys(shopper));
  }

  async usersOfSession(session: string, options?: CallOptions): Promise<readonly string[]> {
    return this.#read(options, (reader) => reader.usersOf(session));
  }

  async eraseShopper(shopper: string, options?: CallOptions): Promise<Erased> {
    refuse(this.#closed !== undefined, options);
    const erased = (await this.#writer.write({ op: 'erase', shopper })) as Erased;
    this.#reader.forget();
    return erased;
  }

  async sweep({ eventsBefore, searchesBefore, limit }: Sweep, options?: CallOptions): Promise<Erased> {
    refuse(this.#closed !== undefined, options);
    const gone = (await this.#writer.write({ op: 'sweep', eventsBefore, searchesBefore, limit })) as Erased;
    if (gone.events > 0) this.#reader.forget();
    return gone;
  }

  async appendSearches(searches: readonly LoggedSearch[], options?: CallOptions): Promise<void> {
    refuse(this.#closed !== undefined, options);
    if (searches.length > 0) await this.#writer.write({ op: 'log', searches });
  }

  async loggedSearches(queryIds: readonly string[], options?: CallOptions): Promise<readonly LoggedSearch[]> {
    return this.#read(options, ({ searches }) => searches.named(queryIds));
  }

  async frequentQueries(
    wish: Parameters<SearchLog['frequentQueries']>[0],
    options?: CallOptions,
  ): Promise<readonly QueryCount[]> {
    return this.#read(options, ({ searches }) => searches.frequent(wish));
  }

  async putConsent(
    keys: readonly [string, ...string[]],
    consent: Consent,
    options?: CallOptions,
  ): Promise<void> {
    refuse(this.#closed !== undefined, options);
    await this.#writer.write({ op: 'consent', keys, consent });
  }

  async consents(shoppers: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, Consent>> {
    return this.#read(options, (reader) => reader.consents(shoppers));
  }

  async bought(productIds: readonly string[], limits: NeighbourLimits, options?: CallOptions) {
    return this.#read(options, (reader) => reader.bought(productIds, limits));
  }

  async get(key: string, options?: CallOptions): Promise<string | undefined> {
    return this.#read(options, (reader) => reader.get(key));
  }

  async put(key: string, value: string, options?: CallOptions): Promise<void> {
    refuse(this.#closed !== undefined, options);
    await this.#writer.write({ op: 'put', key, value });
  }

  async swap(
    key: string,
    expected: string | undefined,
    value: string,
    options?: CallOptions,
  ): Promise<boolean> {
    refuse(this.#closed !== undefined, options);
    const write = { op: 'swap', key, ...(expected === undefined ? {} : { expected }), value } as const;
    return (await this.#writer.write(write)) as boolean;
  }

  async counts(options?: CallOptions): Promise<{ events: number; shoppers: number }> {
    return this.#read(options, (reader) => reader.counts());
  }

  async counted(options?: CallOptions): Promise<CountedState> {
    return this.#read(options, ({ popularity }) => popularity.state());
  }

  async countedProducts(
    which: Parameters<PopularityStore['countedProducts']>[0],
    options?: CallOptions,
  ): Promise<readonly string[]> {
    return this.#read(options, ({ popularity }) => popularity.products(which));
  }

  async productCounts(ids: readonly string[], options?: CallOptions): Promise<readonly ProductCount[]> {
    return this.#read(options, ({ popularity }) => popularity.of(ids));
  }

  async queryCounts(text: string, options?: CallOptions): Promise<readonly ProductCount[]> {
    return this.#read(options, ({ popularity }) => popularity.after(text));
  }

  close(): Promise<void> {
    // The reader goes first: the writer's connection is then the last, and takes the log into the file.
    this.#closed ??= Promise.resolve().then(() => {
      this.#reader.close();
      return this.#writer.close();
    });
    return this.#closed;
  }

  #read<T>(options: CallOptions | undefined, work: (reader: Reader) => T): T {
    refuse(this.#closed !== undefined, options);
    try {
      return work(this.#reader);
    } catch (error) {
      throw asStateError(error, this.#file);
    }
  }
}
