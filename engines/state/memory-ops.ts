import { AisleError, type CallOptions } from '../../base/index.js';
import { folded } from '../../catalog/index.js';
import type { LoggedOp, Op, OpLog } from './op-log.js';

/** An op log that is forgotten with the process. `refuse` throws where the store is closed. */
export class MemoryOps implements OpLog {
  readonly #refuse: (options?: CallOptions) => void;
  #ops: LoggedOp[] = [];
  #marks: number[] = [];
  #last = 0;
  #pruned = 0;

  constructor(refuse: (options?: CallOptions) => void) {
    this.#refuse = refuse;
  }

  async append(ops: readonly Op[], options?: CallOptions): Promise<number[]> {
    this.#refuse(options);
    return ops.map((op) => {
      this.#ops.push({ ...structuredClone(op), seq: ++this.#last });
      return this.#last;
    });
  }

  async read(after: number, limit: number, options?: CallOptions): Promise<readonly LoggedOp[]> {
    this.#refuse(options);
    if (after < this.#pruned) throw removedOps(after, this.#pruned);
    return this.#ops.filter(({ seq }) => seq > after).slice(0, limit);
  }

  async last(options?: CallOptions): Promise<number> {
    this.#refuse(options);
    return this.#last;
  }

  async count(options?: CallOptions): Promise<number> {
    this.#refuse(options);
    return this.#ops.length;
  }

  async mark(): Promise<number> {
    this.#refuse();
    this.#marks.push(++this.#last);
    return this.#last;
  }

  async prune(upTo: number): Promise<number> {
    this.#refuse();
    const kept = this.#ops.filter(({ seq }) => seq > upTo);
    const gone = this.#ops.length - kept.length;
    this.#ops = kept;
    this.#marks = this.#marks.filter((mark) => mark > upTo);
    this.#pruned = Math.max(this.#pruned, Math.min(upTo, this.#last));
    return gone;
  }

  async compact(): Promise<number> {
    this.#refuse();
    const before = this.#ops.length;
    const kept = new Map<string, LoggedOp>();
    for (const op of this.#ops) {
      const stretch = this.#marks.filter((mark) => mark < op.seq).length;
      const key = `${stretch} ${op.change.id}`;
      const earlier = kept.get(key);
      kept.set(key, earlier === undefined ? op : { ...op, change: folded(earlier.change, op.change) });
    }
    this.#ops = [...kept.values()].sort((a, b) => a.seq - b.seq);
    return before - this.#ops.length;
  }
}

/** For who would go on from where the log no longer reaches. */
export function removedOps(after: number, pruned: number): AisleError {
  return new AisleError(
    'corrupt',
    `the live updates after ${after} are asked for, and those up to ${pruned} were removed`,
  );
}
