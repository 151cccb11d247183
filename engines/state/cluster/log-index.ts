import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import { itemError, type Cluster } from '../../cluster/index.js';
import { readBatch, readHead, type Batch, type BatchHead } from './batch.js';
import { makeLogIndex } from './make-log-index.js';
import { logStateSchema, type LogState } from './log-state.js';

const STATE = 'log';
const HEAD = ['from', 'upTo', 'count', 'bytes'];
/** Others may change the state between our look and our write: each time one of them has made its change. */
const TRIES = 20;
/** Documents of one removal. */
const REMOVED_AT_ONCE = 1_000;

export interface LogIndexOptions {
  /** Begins the names of all that the installation keeps in the cluster. */
  readonly prefix: string;
  /** Copies of it on other nodes, where there are as many. */
  readonly replicas: number;
}

/** A document as it lies there, and what it is compared and set by. */
export interface Versioned<T> {
  readonly value: T;
  readonly seqNo: number;
  readonly term: number;
}

interface DocumentAnswer {
  readonly _id: string;
  readonly found?: boolean;
  readonly _seq_no?: number;
  readonly _primary_term?: number;
  readonly _source?: unknown;
  readonly error?: { readonly type?: string };
}

interface ItemAnswer {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

interface CreateAnswer {
  readonly items: readonly {
    readonly create?: ItemAnswer;
    readonly update?: ItemAnswer & { readonly get?: Omit<DocumentAnswer, '_id'> };
  }[];
}

interface BulkAnswer {
  readonly items: readonly { readonly index: { readonly status: number; readonly _seq_no?: number } }[];
}

/** A page of the log, and its state as it was after that. */
export interface Page<T> {
  readonly found: readonly (T | undefined)[];
  readonly state: LogState;
}

/**
 * The index of the log: a document a batch, named by its number, and one for its state. Everything is read by its id,
 * in real time: nothing waits for a refresh. Throws what a {@link Cluster} does, and `corrupt` for what is damaged.
 */
export class LogIndex {
  readonly #cluster: Cluster;
  readonly #options: LogIndexOptions;
  /** Writes go through an alias: an index that was deleted under us would else be made anew by the next one. */
  readonly #target: string;
  readonly name: string;

  constructor(cluster: Cluster, options: LogIndexOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.name = `${options.prefix}-ops`;
    this.#target = `${this.name}-write`;
  }

  /** Makes the index where there is none. Throws `bad_config` when the name is a stranger's. */
  make(): Promise<void> {
    return makeLogIndex(this.#cluster, { ...this.#options, name: this.name, alias: this.#target });
  }

  /** Undefined when there is no log. */
  async state(options?: CallOptions): Promise<Versioned<LogState> | undefined> {
    const [found] = await this.#documents([{ _id: STATE }], options);
    return found && readState(found);
  }

  /** Begins the log, unless another process did at the same time; answers what it is. */
  async begin(state: LogState): Promise<LogState> {
    try {
      await this.#put(`_create/${STATE}`, {}, state);
      return state;
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'conflict') throw error;
      return (await this.#stateThere()).value;
    }
  }

  /** Changes the state; `step` is asked again when another process was faster, and gives undefined for nothing to do. */
  async change(step: (state: LogState) => LogState | undefined): Promise<LogState> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { value, seqNo, term } = await this.#stateThere();
      const next = step(value);
      if (next === undefined) return value;
      try {
        await this.#put(`_doc/${STATE}`, { if_seq_no: seqNo, if_primary_term: term }, next);
        return next;
      } catch (error) {
        if (!isAisleError(error) || error.code !== 'conflict') throw error;
      }
    }
    throw new AisleError(
      'conflict',
      'other processes changed the log of live updates all the time; try again',
    );
  }

  async #stateThere(): Promise<Versioned<LogState>> {
    const found = await this.state();
    if (found === undefined) throw this.lost();
    return found;
  }

  /**
   * Writes batch `n`, durably; answers the log's state as it was after that, undefined where it could not be read. Throws
   * `conflict` when there is one.
   */
  async create(n: number, json: string): Promise<LogState | undefined> {
    // One shard takes them in this order; a change that changes nothing writes nothing, and shows what is there.
    const lines = [{ create: { _id: `${n}` } }, json, { update: { _id: STATE } }, { doc: {}, _source: true }];
    const { items } = await this.#bulk<CreateAnswer>(lines);
    const [made, state] = [items[0]?.create, items[1]?.update];
    if (made === undefined || made.status >= 300) throw this.#refusal(made);
    return state?.get === undefined ? undefined : readState({ _id: STATE, ...state.get }).value;
  }

  #refusal({ status, error }: ItemAnswer = { status: 500 }): AisleError {
    if (status === 404) return this.lost();
    const { type = 'error', reason = `status ${status}` } = error ?? {};
    return itemError('the live updates', status, { type, reason });
  }

  /** Batches from `n` on; those that are not there are undefined. Throws `corrupt` when the log is gone. */
  async fetch(n: number, count: number, options?: CallOptions): Promise<Page<Versioned<Batch>>> {
    const numbers = Array.from({ length: count }, (_, i) => n + i);
    return this.fetchThese(numbers, options);
  }

  async fetchThese(numbers: readonly number[], options?: CallOptions): Promise<Page<Versioned<Batch>>> {
    const wanted = numbers.map((each) => ({ _id: `${each}` }));
    return this.#page(
      numbers,
      wanted,
      (n, answer) => versioned(answer, readBatch(n, answer._source)),
      options,
    );
  }

  /** What batches say of themselves, without their entries. */
  async look(numbers: readonly number[], options?: CallOptions): Promise<Page<BatchHead>> {
    const wanted = numbers.map((each) => ({ _id: `${each}`, _source: HEAD }));
    return this.#page(numbers, wanted, (n, { _source }) => readHead(n, _source), options);
  }

  async #page<T>(
    numbers: readonly number[],
    wanted: readonly object[],
    read: (n: number, answer: DocumentAnswer) => T,
    options?: CallOptions,
  ): Promise<Page<T>> {
    // The state is read last: a batch that a prune took before it was read is then known to be removed.
    const found = await this.#documents([...wanted, { _id: STATE }], options);
    const state = found.pop();
    if (state === undefined) throw this.lost();
    return {
      found: numbers.map((n, i) => {
        const answer = found[i];
        return answer === undefined ? undefined : read(n, answer);
      }),
      state: readState(state).value,
    };
  }

  async #documents(docs: readonly object[], options?: CallOptions): Promise<(DocumentAnswer | undefined)[]> {
    const answer = await this.#cluster.request<{ readonly docs: readonly DocumentAnswer[] }>(
      { method: 'POST', path: `/${this.name}/_mget`, body: { docs }, repeatable: true },
      options,
    );
    return answer.docs.map((each) => {
      if (each.error !== undefined && each.error.type !== 'index_not_found_exception') {
        const message = `the search cluster cannot read the live updates (${each.error.type ?? 'no reason'})`;
        throw new AisleError('unavailable', message);
      }
      return each.found === true ? each : undefined;
    });
  }

  /** Writes batches anew, each unless it changed meanwhile; answers their new versions, undefined for what was not written. */
  async replace(
    batches: readonly { readonly n: number; readonly json: string; readonly was: Versioned<unknown> }[],
  ): Promise<(number | undefined)[]> {
    const lines = batches.flatMap(({ n, json, was: { seqNo, term } }) => [
      { index: { _id: `${n}`, if_seq_no: seqNo, if_primary_term: term } },
      json,
    ]);
    const { items } = await this.#bulk<BulkAnswer>(lines);
    return items.map(({ index: { status, _seq_no } }) => (status < 300 ? _seq_no : undefined));
  }

  /** Removes batches from one up to before another. What is not there is no error. */
  async remove(from: number, before: number): Promise<void> {
    for (let n = from; n < before; n += REMOVED_AT_ONCE) {
      const count = Math.min(REMOVED_AT_ONCE, before - n);
      await this.#bulk(Array.from({ length: count }, (_, i) => ({ delete: { _id: `${n + i}` } })));
    }
  }

  async #bulk<T>(lines: readonly (object | string)[]): Promise<T> {
    const path = `/${this.#target}/_bulk`;
    const query = { require_alias: true };
    // A second time what is compared and set is refused, and what is gone is gone.
    return this.#cluster.request<T>({ method: 'POST', path, query, lines, repeatable: true });
  }

  async #put(place: string, query: Readonly<Record<string, number>>, body: LogState | string): Promise<void> {
    try {
      await this.#cluster.request({
        method: 'PUT',
        path: `/${this.#target}/${place}`,
        query: { ...query, require_alias: true },
        body,
        // A second time it is refused, and found by its name.
        repeatable: true,
      });
    } catch (error) {
      if (isAisleError(error) && error.code === 'not_found') throw this.lost(error);
      throw error;
    }
  }

  /** The log is gone. An empty one in its place would give its numbers a second time. */
  lost(cause?: unknown): AisleError {
    return new AisleError(
      'corrupt',
      `the search cluster no longer has the log of live updates ${this.name}, which it had: restore it from a snapshot together with the other indices of this installation`,
      cause === undefined ? {} : { cause },
    );
  }
}

function readState(answer: DocumentAnswer): Versioned<LogState> {
  const parsed = logStateSchema.safeParse(answer._source);
  if (parsed.success) return versioned(answer, parsed.data);
  const message = `the document ${STATE} of the live updates is not one that this version of Aisle wrote`;
  throw new AisleError('corrupt', message, { cause: parsed.error });
}

function versioned<T>({ _seq_no = -1, _primary_term = -1 }: DocumentAnswer, value: T): Versioned<T> {
  return { value, seqNo: _seq_no, term: _primary_term };
}
