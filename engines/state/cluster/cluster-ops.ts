import { randomUUID } from 'node:crypto';
import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import type { Cluster } from '../../cluster/index.js';
import type { LoggedOp, Op, OpLog } from '../op-log.js';
import { isOp, MARK_JSON, newBatch, opJson, readBatch, type Unnumbered } from './batch.js';
import { compactLog } from './compact-log.js';
import { foldAfter } from './fold-after.js';
import { JoinedAppends } from './joined-appends.js';
import { LogIndex, type LogIndexOptions } from './log-index.js';
import { LogReader } from './log-reader.js';
import { newLog, type LogState } from './log-state.js';

/** Batches of other servers that may be written before ours: each time one of them got the number. */
const TRIES = 200;
/** Writes without an answer before we say that we do not know; the client has tried each on several nodes. */
const UNANSWERED = 3;

/** What the installation remembers of its log, elsewhere than in it. */
export interface LogAnchor {
  /** Which log it has; undefined: it never had one. */
  known(): Promise<string | undefined>;
  /** Remembers a log, unless it has one already; answers which it has. */
  remember(id: string): Promise<string>;
  /** The greatest number that one of its generations names: a new log gives those after it. */
  begin(): Promise<number>;
}

export interface ClusterOpsOptions extends LogIndexOptions {
  readonly anchor: LogAnchor;
  /** Ops of the smallest stretch that is folded by itself; see `foldAfter`. */
  readonly foldUnit?: number;
}

/** The log of an installation on a cluster; close it. */
export interface ClusterOpLog extends OpLog {
  /** Waits for appends under way. Calls after it are refused. */
  close(): Promise<void>;
}

/**
 * The op log as documents of a search cluster, which several servers share: one document an append, named by its place,
 * and made only where there is none. Of two servers that write at once one gets the place; the other reads that batch
 * and tries the next. Makes nothing in the cluster before the first append or mark.
 */
export function createClusterOps(cluster: Cluster, options: ClusterOpsOptions): ClusterOpLog {
  return new ClusterOps(new LogIndex(cluster, options), options);
}

class ClusterOps implements ClusterOpLog {
  readonly #index: LogIndex;
  readonly #anchor: LogAnchor;
  readonly #foldUnit: number | undefined;
  readonly #appends = new JoinedAppends((texts) => this.#write(texts));
  #reader: LogReader | undefined;
  /** The installation knows of the log. */
  #remembered = false;
  #closed = false;

  constructor(index: LogIndex, { anchor, foldUnit }: Pick<ClusterOpsOptions, 'anchor' | 'foldUnit'>) {
    this.#index = index;
    this.#anchor = anchor;
    this.#foldUnit = foldUnit;
  }

  async append(ops: readonly Op[], options?: CallOptions): Promise<number[]> {
    this.#refuse(options);
    if (ops.length === 0) return [];
    const from = await this.#appends.add(ops.map(opJson));
    return ops.map((_, i) => from + i);
  }

  async mark(): Promise<number> {
    this.#refuse();
    return this.#appends.add([MARK_JSON]);
  }

  async read(after: number, limit: number, options?: CallOptions): Promise<readonly LoggedOp[]> {
    const reader = await this.#opened(options);
    return (await reader?.read(after, limit, options)) ?? [];
  }

  async last(options?: CallOptions): Promise<number> {
    const reader = await this.#opened(options);
    return (await reader?.head({ ...options, fresh: true }))?.upTo ?? 0;
  }

  async count(options?: CallOptions): Promise<number> {
    const reader = await this.#opened(options);
    return (await reader?.count(reader.state.prunedTo, Infinity)) ?? 0;
  }

  async prune(upTo: number): Promise<number> {
    const reader = await this.#opened();
    if (reader === undefined) return 0;
    const head = await reader.head({ fresh: true });
    const to = Math.min(upTo, head.upTo);
    const { prunedTo } = reader.take(await this.#index.change(() => undefined));
    const gone = await reader.count(prunedTo, to);
    // The newest stays, whatever it holds: it says which number is the next.
    const first = Math.min(await reader.batchBeyond(to), head.n);
    const after = await this.#index.change((state) =>
      state.prunedTo >= to ? undefined : { ...state, prunedTo: to, first: Math.max(state.first, first) },
    );
    reader.take(after);
    await this.#sweep(after);
    return gone;
  }

  /** Removes what is known to be removed, what a prune that was killed left among it. */
  async #sweep({ swept, first }: LogState): Promise<void> {
    if (swept >= first) return;
    await this.#index.remove(swept, first);
    await this.#index.change((state) => (state.swept >= first ? undefined : { ...state, swept: first }));
  }

  async compact(): Promise<number> {
    const reader = await this.#opened();
    if (reader === undefined) return 0;
    try {
      const { upTo } = await reader.head({ fresh: true });
      const { prunedTo, folded } = reader.take(await this.#index.change(() => undefined));
      const after = Math.max(prunedTo, foldAfter(folded, upTo, this.#foldUnit));
      const heads = reader.heads(await reader.batchBeyond(after));
      const { gone, whole } = await compactLog(this.#index, heads, after);
      // What is not said to be folded is read again, no more than that.
      if (whole)
        await this.#index.change((state) => (state.folded >= upTo ? undefined : { ...state, folded: upTo }));
      return gone;
    } finally {
      reader.forget();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#appends.settle();
  }

  #refuse(options?: CallOptions): void {
    if (this.#closed) throw new AisleError('unavailable', 'the log of live updates is closed');
    if (options?.signal?.aborted === true) {
      throw new AisleError('deadline_exceeded', 'the caller stopped waiting for the log of live updates', {
        cause: options.signal.reason,
      });
    }
  }

  /** Undefined where there never was a log. Throws `corrupt` where there was one. */
  async #opened(options?: CallOptions): Promise<LogReader | undefined> {
    this.#refuse(options);
    if (this.#reader !== undefined) return this.#reader;
    // In this order: a log that another server begins meanwhile is there before it is known.
    const known = await this.#anchor.known();
    const found = await this.#index.state(options);
    if (found === undefined) {
      if (known !== undefined) throw this.#index.lost();
      return undefined;
    }
    if (known !== undefined && known !== found.value.id) throw this.#index.lost();
    return (this.#reader ??= new LogReader(this.#index, found.value));
  }

  /** Makes the log where there never was one. */
  async #begun(): Promise<LogReader> {
    if (this.#reader !== undefined && this.#remembered) return this.#reader;
    const opened = await this.#opened();
    let id = opened?.state.id;
    if (id === undefined) {
      const begin = await this.#anchor.begin();
      await this.#index.make();
      ({ id } = await this.#index.begin(newLog(randomUUID(), begin)));
    }
    // A log that a killed process made and did not come to remember is taken over here.
    if ((await this.#anchor.remember(id)) !== id) throw this.#index.lost();
    this.#remembered = true;
    const reader = await this.#opened();
    if (reader === undefined) throw this.#index.lost();
    return reader;
  }

  /** Writes one batch; answers the number of its first entry. */
  async #write(texts: readonly Unnumbered[]): Promise<number> {
    const reader = await this.#begun();
    const name = randomUUID();
    let unanswered = 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const head = await reader.head({ fresh: false });
      const [n, from] = [head.n + 1, head.upTo + 1];
      const json = newBatch(name, from, texts);
      const outcome = await this.#create(n, json);
      const made = !isAisleError(outcome) && outcome !== 'taken';
      if (made || (await this.#isOurs(reader, n, name, outcome))) {
        if (await this.#counts(reader, n, made ? outcome.state : undefined)) {
          const written = { upTo: head.upTo + texts.length, bytes: json.length };
          reader.keep(n, written, () => readBatch(n, JSON.parse(json)).entries.filter(isOp));
          return from;
        }
      } else if (outcome !== 'taken' && (unanswered += 1) === UNANSWERED) throw notKnown(outcome);
    }
    const message = 'other servers write to the log of live updates all the time; try again';
    throw new AisleError('unavailable', message);
  }

  /** An error: whether the batch was made, or will be, is not known. */
  async #create(
    n: number,
    json: string,
  ): Promise<{ readonly state: LogState | undefined } | 'taken' | AisleError> {
    try {
      return { state: await this.#index.create(n, json) };
    } catch (error) {
      if (!isAisleError(error)) throw error;
      if (error.code === 'conflict') return 'taken';
      if (['unavailable', 'deadline_exceeded', 'internal'].includes(error.code)) return error;
      throw error;
    }
  }

  /** Looks what has the place; whoever has it, the next one is another's to try. */
  async #isOurs(reader: LogReader, n: number, name: string, outcome: 'taken' | AisleError): Promise<boolean> {
    try {
      // Not what comes after the newest known batch: who reads the log meanwhile may know of this one already.
      const found = await reader.from(n);
      return found.some(({ value }) => value.n === n && value.name === name);
    } catch (error) {
      throw outcome === 'taken' ? error : notKnown(error);
    }
  }

  /**
   * Whether a batch that was made is part of the log: a writer that stood still while others wrote, and a prune removed
   * what they wrote, may have been given a place that is gone. `seen`: the log's state after the batch was made.
   */
  async #counts(reader: LogReader, n: number, seen: LogState | undefined): Promise<boolean> {
    const looked = async () => (await this.#index.look([])).state;
    const state =
      seen ??
      (await looked().catch((error: unknown) => {
        throw notKnown(error);
      }));
    if (reader.take(state).first <= n) return true;
    await this.#index.remove(n, n + 1);
    return false;
  }
}

function notKnown(cause: unknown): AisleError {
  const message =
    'the search cluster went silent while live updates were being written: whether they were accepted is not known; send them again';
  return new AisleError('unavailable', message, { cause });
}
