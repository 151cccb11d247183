import type { CallOptions } from '../../../base/index.js';
import type { LoggedOp, Op, OpLog } from '../op-log.js';
import type { Reader } from './reader.js';
import type { OpWrite } from './op-writes.js';
import type { WriteResult } from './writes.js';

/** Ids folded in one write: a few milliseconds, so that updates which wait behind it hardly notice. */
const IDS_A_WRITE = 200;

/** The store's ways to its file. */
interface Access {
  write(write: OpWrite, options?: CallOptions): Promise<WriteResult>;
  read<T>(work: (reader: Reader) => T, options?: CallOptions): Promise<T>;
}

/**
 * The op log in the state file. `taken` answers the greatest number that stands elsewhere: those it gives are greater,
 * though the file is a new one.
 */
export class SqliteOps implements OpLog {
  readonly #access: Access;
  readonly #taken: () => Promise<number>;
  #begun: Promise<void> | undefined;

  constructor(access: Access, taken: () => Promise<number>) {
    this.#access = access;
    this.#taken = taken;
  }

  async append(ops: readonly Op[], options?: CallOptions): Promise<number[]> {
    await this.#begin();
    return (await this.#access.write({ op: 'append-ops', ops }, options)) as number[];
  }

  read(after: number, limit: number, options?: CallOptions): Promise<readonly LoggedOp[]> {
    return this.#access.read((reader) => reader.readOps(after, limit), options);
  }

  last(options?: CallOptions): Promise<number> {
    return this.#access.read((reader) => reader.lastOp(), options);
  }

  count(options?: CallOptions): Promise<number> {
    return this.#access.read((reader) => reader.countOps(), options);
  }

  async mark(): Promise<number> {
    await this.#begin();
    return (await this.#access.write({ op: 'mark-ops' })) as number;
  }

  async prune(upTo: number): Promise<number> {
    return (await this.#access.write({ op: 'prune-ops', upTo })) as number;
  }

  async compact(): Promise<number> {
    let gone = 0;
    for (;;) {
      const went = (await this.#access.write({ op: 'compact-ops', limit: IDS_A_WRITE })) as number;
      if (went === 0) return gone;
      gone += went;
    }
  }

  /** Once; awaited by every write, so that they keep the order of the calls. */
  #begin(): Promise<void> {
    this.#begun ??= this.#passTaken().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  async #passTaken(): Promise<void> {
    const taken = await this.#taken();
    if ((await this.last()) < taken) await this.#access.write({ op: 'pass-ops', upTo: taken });
  }
}
