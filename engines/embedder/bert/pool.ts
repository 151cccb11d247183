import { AisleError, isAisleError, type Logger } from '../../../base/index.js';
import type { WorkerSetup } from './messages.js';
import { startWorker, type EmbeddingWorker } from './worker.js';

/** Queries that go to a worker in one message at most. */
const MAX_JOINED = 32;

interface Task {
  readonly texts: readonly string[];
  readonly signal: AbortSignal | undefined;
  resolve(rows: Float32Array): void;
  reject(error: AisleError): void;
}

/** N workers and two lines before them: queries are served first, so none waits behind an indexing run. */
export class WorkerPool {
  readonly #setup: WorkerSetup;
  readonly #size: number;
  readonly #log: Logger;
  readonly #idle: EmbeddingWorker[] = [];
  readonly #alive = new Set<EmbeddingWorker>();
  readonly #queries: Task[] = [];
  readonly #passages: Task[] = [];
  #starting = 0;
  #busy = 0;
  #closed: Promise<void> | undefined;
  #drained: (() => void) | undefined;

  constructor(setup: WorkerSetup, size: number, log: Logger) {
    this.#setup = setup;
    this.#size = size;
    this.#log = log;
  }

  /** Starts all workers; throws what the first failing one says. */
  async start(): Promise<void> {
    const started = await Promise.allSettled(Array.from({ length: this.#size }, () => this.#add()));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed === undefined) return;
    await this.close();
    throw failed.reason;
  }

  query(text: string, signal?: AbortSignal): Promise<Float32Array> {
    return this.#enqueue(this.#queries, [text], signal);
  }

  passages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    return this.#enqueue(this.#passages, texts, signal);
  }

  /** Finishes what was accepted, then stops the threads. */
  close(): Promise<void> {
    this.#closed ??= (async () => {
      if (this.#alive.size > 0 && this.#pending() > 0)
        await new Promise<void>((resolve) => (this.#drained = resolve));
      await Promise.all([...this.#alive].map((worker) => worker.stop()));
    })();
    return this.#closed;
  }

  #pending(): number {
    return this.#busy + this.#queries.length + this.#passages.length;
  }

  #enqueue(line: Task[], texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    if (this.#closed !== undefined)
      return Promise.reject(new AisleError('unavailable', 'the embedder is closed'));
    if (signal?.aborted === true) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const at = line.indexOf(task);
        if (at >= 0) line.splice(at, 1);
        reject(cancelled());
      };
      const settle =
        <T>(end: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener('abort', onAbort);
          end(value);
        };
      const task: Task = { texts, signal, resolve: settle(resolve), reject: settle(reject) };
      signal?.addEventListener('abort', onAbort, { once: true });
      line.push(task);
      // After the calls of this turn: they go out together.
      queueMicrotask(() => this.#dispatch());
    });
  }

  #dispatch(): void {
    if (this.#alive.size === 0 && this.#starting === 0 && this.#pending() > 0) this.#replace();
    while (this.#idle.length > 0 && this.#queries.length + this.#passages.length > 0) {
      const share = Math.min(MAX_JOINED, Math.ceil(this.#queries.length / this.#idle.length));
      const tasks = this.#queries.length > 0 ? this.#queries.splice(0, share) : this.#passages.splice(0, 1);
      const worker = this.#idle.pop();
      if (worker !== undefined) void this.#serve(worker, tasks);
    }
    if (this.#pending() === 0) this.#drained?.();
  }

  async #serve(worker: EmbeddingWorker, tasks: readonly Task[]): Promise<void> {
    this.#busy += 1;
    try {
      const rows = await worker.run(tasks.flatMap((task) => task.texts));
      let start = 0;
      for (const task of tasks) {
        const end = start + task.texts.length * this.#setup.dimensions;
        task.resolve(tasks.length === 1 ? rows : rows.slice(start, end));
        start = end;
      }
    } catch (error) {
      for (const task of tasks) task.reject(error as AisleError);
    }
    this.#busy -= 1;
    if (this.#alive.has(worker)) this.#idle.push(worker);
    this.#dispatch();
  }

  async #add(): Promise<void> {
    this.#starting += 1;
    try {
      let own: EmbeddingWorker | undefined;
      own = await startWorker(this.#setup, () => {
        if (own !== undefined) this.#lost(own);
      });
      this.#alive.add(own);
      this.#idle.push(own);
    } finally {
      this.#starting -= 1;
    }
  }

  #lost(worker: EmbeddingWorker): void {
    this.#alive.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#closed !== undefined && this.#pending() === 0) return;
    this.#log.warn({}, 'an embedding worker stopped and is replaced');
    this.#replace();
  }

  #replace(): void {
    this.#add()
      .catch((error: unknown) => {
        this.#log.error({ reason: (error as Error).message }, 'an embedding worker could not be replaced');
        if (this.#alive.size > 0 || this.#starting > 0) return;
        const known = isAisleError(error)
          ? error
          : new AisleError('unavailable', 'no embedding worker runs', { cause: error });
        for (const task of [...this.#queries.splice(0), ...this.#passages.splice(0)]) task.reject(known);
      })
      .finally(() => this.#dispatch());
  }
}

function cancelled(): AisleError {
  return new AisleError('deadline_exceeded', 'embedding was cancelled');
}
