import { AisleError, type CallOptions } from '../../../base/index.js';
import { removedOps } from '../memory-ops.js';
import type { LoggedOp } from '../op-log.js';
import { isOp, type Batch, type BatchHead } from './batch.js';
import { BatchCache, type CachedBatch } from './batch-cache.js';
import { firstBeyond, firstWhere } from './first-where.js';
import type { LogIndex, Page, Versioned } from './log-index.js';
import type { LogState } from './log-state.js';

/** Batches asked for when nothing says that there is one: most looks find none, the others one or two. */
const AHEAD = 4;
/** Heads of batches asked for at a time. */
const HEADS = 500;
/** Bytes of entries fetched at a time: a few milliseconds of the event loop. */
const PAGE_BYTES = 1_048_576;
/** Places in the log that are remembered, by the number of the op before them. */
const PLACES = 256;

/** The newest batch. */
export interface Head {
  readonly n: number;
  readonly upTo: number;
}

/** Finds and reads what the log holds; knows how far it has seen it. */
export class LogReader {
  readonly #index: LogIndex;
  readonly #cache = new BatchCache();
  /** By the number of an op: the batch in which the next ones are. */
  readonly #places = new Map<number, number>();
  #state: LogState;
  #head: Head | undefined;

  constructor(index: LogIndex, state: LogState) {
    this.#index = index;
    this.#state = state;
  }

  get state(): LogState {
    return this.#state;
  }

  /** Takes in what a look found. Throws `corrupt` when it is another log. */
  take(state: LogState): LogState {
    if (state.id !== this.#state.id) throw this.#index.lost();
    // An older look may be answered later.
    if (state.first >= this.#state.first && state.prunedTo >= this.#state.prunedTo) this.#state = state;
    return this.#state;
  }

  /** A batch that was written or read. */
  keep(n: number, { upTo, bytes }: Pick<BatchHead, 'upTo' | 'bytes'>, ops: () => readonly LoggedOp[]): void {
    this.#cache.put(n, bytes, () => ({ n, upTo, ops: ops() }));
    if (n > (this.#head?.n ?? -1)) this.#head = { n, upTo };
  }

  /** Has everything read anew: it was changed. */
  forget(): void {
    this.#cache.clear();
  }

  /** The newest batch that this process knows of; `fresh`: that there is. */
  async head({ fresh, ...options }: CallOptions & { readonly fresh: boolean }): Promise<Head> {
    const { first, begin } = this.#state;
    // Where a prune removed more than we had seen, the search begins anew.
    if (this.#head === undefined || this.#head.n < first - 1) {
      const [oldest] = this.#taken(await this.#index.look([first], options));
      if (oldest === undefined) {
        // A prune leaves the newest batch: there is none before the first append alone.
        if (first > 1) throw hidden(first);
        return (this.#head ??= { n: 0, upTo: begin });
      }
      this.#head = { n: first, upTo: oldest.upTo };
      await this.#leap(options);
    } else if (fresh) await this.advance(options);
    return this.#head;
  }

  /** Looks what came after the newest known batch; answers the batches that did, at least the next few. */
  async advance(options?: CallOptions): Promise<readonly Versioned<Batch>[]> {
    const { n } = await this.head({ ...options, fresh: false });
    return this.from(n + 1, options);
  }

  /** The next few batches from `n` on, which is the newest known one's successor at most. */
  async from(n: number, options?: CallOptions): Promise<readonly Versioned<Batch>[]> {
    const found = present(this.#taken(await this.#index.fetch(n, AHEAD, options)));
    for (const { value } of found) this.keep(value.n, value, () => value.entries.filter(isOp));
    if (found.length === AHEAD) await this.#leap(options);
    return found;
  }

  async #leap(options?: CallOptions): Promise<void> {
    const from = this.#head?.n ?? 0;
    const missing = async (numbers: readonly number[]) =>
      this.#taken(await this.#index.look(numbers, options)).map((each) => each === undefined);
    const n = (await firstBeyond(from, missing)) - 1;
    if (n === from) return;
    const [newest] = this.#taken(await this.#index.look([n], options));
    if (newest === undefined) throw hidden(n);
    this.#head = { n, upTo: newest.upTo };
  }

  /** The ops after a number, at most `limit`. Throws as `OpLog.read`. */
  async read(after: number, limit: number, options?: CallOptions): Promise<readonly LoggedOp[]> {
    this.#expectKept(after);
    let n = await this.#batchAfter(after, options);
    const ops: LoggedOp[] = [];
    for (;;) {
      const batch = await this.#batch(n, after, options);
      if (batch === undefined) break;
      ops.push(...batch.ops.filter(({ seq }) => seq > after).slice(0, limit - ops.length));
      if (ops.length === limit) break;
      n += 1;
    }
    this.#remember(ops.at(-1)?.seq ?? after, n);
    return ops;
  }

  /** How many ops there are after one number and up to another. */
  async count(after: number, upTo: number): Promise<number> {
    let count = 0;
    for await (const head of this.heads()) {
      if (head.upTo <= after || head.from > upTo) continue;
      if (head.from > after && head.upTo <= upTo) count += head.count;
      else {
        const [batch] = present(this.#taken(await this.#index.fetch(head.n, 1)));
        const entries = batch?.value.entries ?? [];
        count += entries.filter((entry) => isOp(entry) && entry.seq > after && entry.seq <= upTo).length;
      }
    }
    return count;
  }

  /** What batches say of themselves, from `first` on, oldest first. */
  async *heads(first = this.#state.first): AsyncGenerator<BatchHead> {
    const { n: last } = await this.head({ fresh: true });
    for (let n = first; n <= last; n += HEADS) {
      const numbers = Array.from({ length: Math.min(HEADS, last + 1 - n) }, (_, i) => n + i);
      yield* this.#taken(await this.#index.look(numbers)).filter((each) => each !== undefined);
    }
  }

  /** The first batch with a number greater than that; one beyond the newest when there is none. */
  async batchBeyond(after: number, options?: CallOptions): Promise<number> {
    const head = await this.head({ ...options, fresh: false });
    if (after >= head.upTo) return head.n + 1;
    const reaches = async (numbers: readonly number[]) =>
      this.#taken(await this.#index.look(numbers, options)).map((each, i) => {
        // One that a prune took lies before what is wanted.
        if (each === undefined && (numbers[i] ?? 0) >= this.#state.first) throw hidden(numbers[i] ?? 0);
        return each !== undefined && each.upTo > after;
      });
    return firstWhere(this.#state.first - 1, head.n, reaches);
  }

  async #batchAfter(after: number, options?: CallOptions): Promise<number> {
    const known = this.#places.get(after);
    if (known !== undefined && known >= this.#state.first) return known;
    const head = await this.head({ ...options, fresh: false });
    if (after > head.upTo && after > (await this.head({ ...options, fresh: true })).upTo) {
      const newest = this.#head?.upTo ?? 0;
      const message = `the live updates after ${after} are asked for, and the newest is ${newest}: the log is older than what holds them`;
      throw new AisleError('corrupt', message);
    }
    return this.batchBeyond(after, options);
  }

  #remember(after: number, n: number): void {
    this.#places.delete(after);
    this.#places.set(after, n);
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= PLACES) break;
      this.#places.delete(oldest);
    }
  }

  /** Undefined at the end of the log. */
  async #batch(n: number, after: number, options?: CallOptions): Promise<CachedBatch | undefined> {
    for (;;) {
      // Also where the next batch is at hand: what lay before it may be removed.
      this.#expectKept(after);
      const cached = this.#cache.get(n);
      if (cached !== undefined) return cached;
      // Its last op is the one that is read after.
      if (n < this.#state.first) return { n, upTo: after, ops: [] };
      const { n: last } = await this.head({ ...options, fresh: false });
      const found = n > last ? await this.advance(options) : await this.#load(n, last, options);
      this.#expectKept(after);
      const batch = found.find(({ value }) => value.n === n)?.value;
      if (batch !== undefined) return { n, upTo: batch.upTo, ops: batch.entries.filter(isOp) };
      if (this.#cache.get(n) !== undefined || n < this.#state.first) continue;
      if (n > (this.#head?.n ?? 0)) return undefined;
      if (n <= last) throw hidden(n);
    }
  }

  /** Reads a stretch of batches that are known to be there; answers those that have ops. */
  async #load(n: number, last: number, options?: CallOptions): Promise<readonly Versioned<Batch>[]> {
    let wanted = [n];
    if (last > n) {
      const numbers = Array.from({ length: Math.min(HEADS, last + 1 - n) }, (_, i) => n + i);
      const heads = this.#taken(await this.#index.look(numbers, options));
      let bytes = 0;
      const fitting = heads.findIndex((head) => (bytes += head?.bytes ?? 0) > PAGE_BYTES);
      const page = present(heads.slice(0, fitting === -1 ? heads.length : Math.max(1, fitting)));
      // What was folded away left batches without ops.
      for (const head of page) if (head.count === 0) this.keep(head.n, head, () => []);
      wanted = page.filter(({ count }) => count > 0).map((head) => head.n);
    }
    if (wanted.length === 0) return [];
    const batches = present(this.#taken(await this.#index.fetchThese(wanted, options)));
    for (const { value } of batches) this.keep(value.n, value, () => value.entries.filter(isOp));
    return batches;
  }

  #taken<T>({ found, state }: Page<T>): readonly (T | undefined)[] {
    this.take(state);
    return found;
  }

  #expectKept(after: number): void {
    if (after < this.#state.prunedTo) throw removedOps(after, this.#state.prunedTo);
  }
}

/** Those before the first that is missing. */
function present<T>(found: readonly (T | undefined)[]): readonly T[] {
  const missing = found.indexOf(undefined);
  return (missing === -1 ? found : found.slice(0, missing)) as readonly T[];
}

/** A copy of the index that lags behind another one. */
function hidden(n: number): AisleError {
  const message = `the search cluster does not show batch ${n} of the live updates, which it has shown: try again`;
  return new AisleError('unavailable', message);
}
