import { setMaxListeners } from 'node:events';
import { AisleError, type CallOptions, type Logger } from '../../../base/index.js';
import type { EmbedWorker } from './worker.js';

interface Job {
  readonly texts: readonly string[];
  readonly alone: boolean;
  readonly resolve: (rows: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** Queries that wait together are handed over together: one thread hop for all of them. */
const MAX_JOINED = 32;

/**
 * Hands work to the threads: queries before passages, so that a search never waits behind a reindex for longer than the
 * chunk under way.
 */
export class WorkerPool {
  readonly #start: () => Promise<EmbedWorker>;
  readonly #log: Logger;
  readonly #dimensions: number;
  readonly #idle: EmbedWorker[];
  readonly #all: Set<EmbedWorker>;
  readonly #queries: Job[] = [];
  readonly #passages: Job[] = [];
  #busy = 0;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(
    workers: readonly EmbedWorker[],
    dimensions: number,
    start: () => Promise<EmbedWorker>,
    log: Logger,
  ) {
    this.#idle = [...workers];
    this.#all = new Set(workers);
    this.#dimensions = dimensions;
    this.#start = start;
    this.#log = log;
  }

  query(text: string, options?: CallOptions): Promise<Float32Array> {
    return this.#enqueue(this.#queries, [text], true, options);
  }

  passages(texts: readonly string[], options?: CallOptions): Promise<Float32Array> {
    // All runs of a job wait with its one signal: they are many, and none is forgotten.
    if (options?.signal !== undefined) setMaxListeners(Infinity, options.signal);
    return this.#enqueue(this.#passages, texts, false, options);
  }

  /** Waits for the work that was accepted; refuses more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#busy > 0 || this.#waiting > 0) {
      await new Promise<void>((resolve) => (this.#drained = resolve));
    }
    await Promise.all([...this.#all].map((worker) => worker.close()));
    this.#all.clear();
  }

  #enqueue(
    queue: Job[],
    texts: readonly string[],
    alone: boolean,
    options?: CallOptions,
  ): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new AisleError('unavailable', 'the embedder is closed'));
      const signal = options?.signal;
      const cancelled = () =>
        new AisleError('deadline_exceeded', 'the embedding was cancelled', { cause: signal?.reason });
      if (signal?.aborted === true) return reject(cancelled());
      const stop = () => {
        const at = queue.indexOf(job);
        // What already runs is let run; its result is dropped.
        if (at >= 0) queue.splice(at, 1);
        reject(cancelled());
        this.#whenDrained();
      };
      const job: Job = {
        texts,
        alone,
        resolve: (rows) => {
          signal?.removeEventListener('abort', stop);
          resolve(rows);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', stop);
          reject(error);
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      queue.push(job);
      // In the next turn: queries that come in the same one go together.
      if (queue.length === 1) setImmediate(() => this.#dispatch());
    });
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#waiting > 0) {
      const worker = this.#idle.pop();
      // A thread may die while it waits, too.
      if (worker?.alive === true) void this.#run(worker, this.#next());
      else void this.#renew(worker);
    }
    // None is left, and the last attempt to start one failed: who comes now may have more luck.
    if (this.#all.size === 0 && this.#busy === 0 && this.#waiting > 0) void this.#renew();
    this.#whenDrained();
  }

  get #waiting(): number {
    return this.#queries.length + this.#passages.length;
  }

  #next(): Job[] {
    return this.#queries.length > 0 ? this.#queries.splice(0, MAX_JOINED) : this.#passages.splice(0, 1);
  }

  async #run(worker: EmbedWorker, jobs: readonly Job[]): Promise<void> {
    this.#busy++;
    try {
      const rows = await worker.run(
        jobs.flatMap(({ texts }) => texts),
        jobs[0]?.alone === true,
      );
      let from = 0;
      for (const { texts, resolve } of jobs) {
        const to = from + texts.length * this.#dimensions;
        resolve(jobs.length === 1 ? rows : rows.slice(from, to));
        from = to;
      }
    } catch (error) {
      for (const { reject } of jobs) reject(error as Error);
    }
    this.#busy--;
    if (worker.alive) this.#idle.push(worker);
    else void this.#renew(worker);
    this.#dispatch();
  }

  /** A thread that died takes its own work with it, not the pool. */
  async #renew(dead?: EmbedWorker): Promise<void> {
    this.#busy++;
    if (dead !== undefined) this.#all.delete(dead);
    try {
      const fresh = await this.#start();
      this.#all.add(fresh);
      this.#idle.push(fresh);
      this.#log.warn({}, 'an embedding thread died and was replaced');
    } catch (error) {
      this.#log.error({ err: error }, 'an embedding thread died and could not be replaced');
      if (this.#all.size === 0) {
        for (const { reject } of [...this.#queries.splice(0), ...this.#passages.splice(0)]) {
          reject(error as Error);
        }
      }
    }
    this.#busy--;
    this.#dispatch();
  }

  #whenDrained(): void {
    if (this.#busy === 0 && this.#waiting === 0) this.#drained?.();
  }
}
