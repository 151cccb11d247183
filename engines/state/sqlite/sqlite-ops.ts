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

/** The op log in the state file. */
export class SqliteOps implements OpLog {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async append(ops: readonly Op[], options?: CallOptions): Promise<number[]> {
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
}
