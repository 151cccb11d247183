import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import PQueue from 'p-queue';
import { AisleError, isAisleError } from '../../base/index.js';
import type { Cluster } from './cluster.js';
import { explain } from './errors.js';
import { isFull } from './outcome.js';

export interface BulkOptions {
  /** The target is an alias: without it nothing is written, and nothing made anew in its place. */
  readonly requireAlias?: boolean;
  /** Milliseconds one request may take, and that a server which is too busy for its documents is waited for. */
  readonly deadline: number;
  /** Aborted: a server that is too busy is not waited for any longer. What it takes at once is written all the same. */
  readonly signal?: AbortSignal;
}

/** An item that the server cannot take (400), whatever is done. */
export interface RefusedItem {
  readonly id: string;
  readonly reason: string;
}

/**
 * Writes documents to one index or alias, many at a time. `add` settles when there is room for more: memory stays flat however
 * many come. Writing the same id again replaces it, so that a lost answer costs nothing.
 * Throws `unavailable` (no answer, or too busy, for too long), `storage_full` (a block for want of disk), `not_found` (the
 * index is gone), `unprocessable` (the server answers something else): once it has thrown it takes nothing more.
 */
export interface Bulk {
  add(id: string, json: string): Promise<void>;
  /** Waits until everything is written; answers what the server refused. */
  flush(): Promise<readonly RefusedItem[]>;
}

interface Item {
  readonly id: string;
  readonly json: string;
}

/** Why items are to be sent again. */
interface Busy {
  /** In one line, without what was sent. Found out when it is shown: that takes longer than noting it. */
  readonly reason: () => string;
  readonly cause?: unknown;
}

interface ItemAnswer {
  readonly status: number;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly caused_by?: { reason?: string };
  };
}

interface BulkAnswer {
  readonly errors: boolean;
  readonly items?: readonly Readonly<Record<string, ItemAnswer>>[];
}

/** Bytes of a request: where it begins, and between what it moves. */
const FIRST_BYTES = 1_048_576;
const LEAST_BYTES = 131_072;
const MOST_BYTES = 8_388_608;
/** Milliseconds: a request that was answered sooner grows, one that took longer shrinks. */
const QUICK = 400;
const SLOW = 2_000;
/**
 * Bytes taken before the event loop has a turn while requests are under way. A caller whose documents are at hand would
 * else keep it to itself until the next request is full: the one before would neither leave the socket nor be answered.
 */
const BYTES_A_TURN = 131_072;
/** Requests under way at once: the server works on one while the next is on its way. */
const IN_FLIGHT = 2;
/** Milliseconds before items are sent again that the server was too busy for: doubled each time, with jitter. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** The server was too busy, or a node of it was lost under the item: it may be there, and writing it again is the same. */
const mayPass = (status: number): boolean => status === 429 || status >= 500;

export function createBulk(cluster: Cluster, target: string, options: BulkOptions): Bulk {
  return new AdaptiveBulk(cluster, target, options);
}

class AdaptiveBulk implements Bulk {
  readonly #cluster: Cluster;
  readonly #index: string;
  readonly #deadline: number;
  readonly #requireAlias: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #queue = new PQueue({ concurrency: IN_FLIGHT });
  readonly #refused: RefusedItem[] = [];
  #target = FIRST_BYTES;
  #items: Item[] = [];
  #bytes = 0;
  #sinceTurn = 0;
  #failure: Error | undefined;
  /** What was last said of an item that is to be sent again. */
  #busy: Busy = { reason: () => '' };

  constructor(cluster: Cluster, index: string, { deadline, requireAlias = false, signal }: BulkOptions) {
    this.#cluster = cluster;
    this.#index = index;
    this.#deadline = deadline;
    this.#requireAlias = requireAlias;
    this.#signal = signal;
  }

  async add(id: string, json: string): Promise<void> {
    this.#check();
    this.#items.push({ id, json });
    // Not its characters: those of most scripts take two or three bytes.
    const bytes = Buffer.byteLength(json);
    this.#bytes += bytes;
    this.#sinceTurn += bytes;
    if (this.#bytes >= this.#target) {
      this.#send();
      await this.#queue.onSizeLessThan(1);
    } else if (this.#sinceTurn < BYTES_A_TURN || this.#queue.pending === 0) return;
    this.#sinceTurn = 0;
    await turn();
    this.#check();
  }

  async flush(): Promise<readonly RefusedItem[]> {
    this.#check();
    this.#send();
    await this.#queue.onIdle();
    this.#check();
    return this.#refused;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #send(): void {
    const items = this.#items;
    if (items.length === 0) return;
    this.#items = [];
    this.#bytes = 0;
    void this.#queue.add(async () => {
      if (this.#failure !== undefined) return;
      try {
        await this.#write(items);
      } catch (error) {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  async #write(items: readonly Item[]): Promise<void> {
    const until = performance.now() + this.#deadline;
    let left = items;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const start = performance.now();
      const busy = await this.#request(left);
      const took = performance.now() - start;
      if (busy.length === 0) {
        if (left === items) this.#adapt(took);
        return;
      }
      this.#target = Math.max(LEAST_BYTES, this.#target / 2);
      left = busy;
      const delay = pause * (0.5 + Math.random() / 2);
      if (this.#signal?.aborted === true || performance.now() + delay > until) throw this.#tooBusy(busy);
      // One that is told to stop in the meantime asks once more.
      await wait(delay, undefined, this.#signal && { signal: this.#signal }).catch(() => undefined);
      // Nobody waits for these any more.
      if (this.#failure !== undefined) return;
    }
  }

  /** One request; answers what is to be sent again. */
  async #request(items: readonly Item[]): Promise<readonly Item[]> {
    const call = {
      method: 'POST',
      path: `/${encodeURIComponent(this.#index)}/_bulk`,
      query: { filter_path: 'errors,items.*.status,items.*.error', require_alias: this.#requireAlias },
      lines: items.flatMap(({ id, json }) => [`{"index":{"_id":${JSON.stringify(id)}}}`, json]),
      repeatable: true,
      deadline: this.#deadline,
    } as const;
    try {
      const answer = await this.#cluster.request<BulkAnswer>(call);
      return answer.errors ? this.#sort(items, answer.items ?? []) : [];
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'unavailable') throw error;
      // A busy server refuses whole requests before it looks at their items. One that did not answer may have written
      // some of them: writing them again is the same.
      this.#busy = { reason: () => error.message, cause: error };
      return items;
    }
  }

  #tooBusy({ length }: readonly Item[]): AisleError {
    const { reason, ...cause } = this.#busy;
    const message = `the search server did not take ${length} documents for ${this.#deadline} ms: ${reason()}`;
    return new AisleError('unavailable', message, cause);
  }

  /** What is to be sent again; what cannot be taken is noted. Throws at what is no fault of the document. */
  #sort(items: readonly Item[], answers: readonly Readonly<Record<string, ItemAnswer>>[]): Item[] {
    const again: Item[] = [];
    items.forEach((item, i) => {
      const answer = answers[i]?.['index'];
      const status = answer?.status ?? 500;
      if (status < 300) return;
      const { type = 'error', caused_by, reason: outer } = answer?.error ?? {};
      const reason = caused_by?.reason ?? outer ?? `status ${status}`;
      const said = () => explain({ type, reason }, item.json);
      if (isFull({ type, reason }))
        throw new AisleError('storage_full', `the search server is full: ${said()}`);
      if (mayPass(status)) {
        again.push(item);
        this.#busy = { reason: said };
      } else if (status === 400) this.#refused.push({ id: item.id, reason });
      else throw fatal(status, said(), this.#index);
    });
    return again;
  }

  #adapt(took: number): void {
    if (took < QUICK) this.#target = Math.min(MOST_BYTES, this.#target * 1.5);
    else if (took > SLOW) this.#target = Math.max(LEAST_BYTES, this.#target / 2);
  }
}

function fatal(status: number, said: string, index: string): AisleError {
  const message = `the search server does not write to ${index}: ${said}`;
  return new AisleError(status === 404 ? 'not_found' : 'unprocessable', message);
}
