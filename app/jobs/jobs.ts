import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AisleError, isAisleError, type Clock, type Logger, type Progress } from '../../base/index.js';
import { parseMap } from '../../catalog/index.js';
import type { StateStore } from '../../engines/state/index.js';
import type { ReindexReport } from '../../indexer/index.js';
import type { ReindexRequest } from '../aisle.js';
import { catalogueFile } from './catalogue-file.js';
import { isOver, storedJobSchema, type Job, type JobRequest, type Jobs, type StoredJob } from './job.js';

/** Jobs that are remembered after their end. */
const KEPT = 50;
/** Jobs that wait at most: a queue that grows for ever is a mistake of its sender's. */
const MAX_WAITING = 20;
const KEY = 'reindex-jobs';

export interface JobParts {
  readonly store: Pick<StateStore, 'get' | 'put'>;
  readonly reindex: (request: ReindexRequest) => Promise<ReindexReport>;
  /** `catalogue.folder`. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createJobs(parts: JobParts): Jobs {
  return new StoredJobs(parts);
}

class StoredJobs implements Jobs {
  readonly #parts: JobParts;
  /** Oldest first. */
  #jobs: Promise<Map<string, StoredJob>> | undefined;
  readonly #listeners = new Set<(id: string) => void>();
  #progress: Progress | undefined;
  #running: { readonly id: string; readonly stop: AbortController } | undefined;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
  }

  async submit(request: JobRequest): Promise<Job> {
    await catalogueFile(this.#parts.folder, request.file);
    if (request.map !== undefined) parseMap(request.map);
    const jobs = await this.#all();
    const waiting = [...jobs.values()].filter(({ state }) => state === 'waiting').length;
    if (waiting >= MAX_WAITING) {
      throw new AisleError('too_many_requests', `${waiting} jobs are waiting already: cancel some, or wait`);
    }
    const job: StoredJob = { id: randomUUID(), request, state: 'waiting', createdAt: this.#now() };
    await this.#change(job);
    this.#next();
    return this.get(job.id);
  }

  async list(): Promise<Job[]> {
    return [...(await this.#all()).values()].reverse().map((job) => this.#shown(job));
  }

  async get(id: string): Promise<Job> {
    return this.#shown(await this.#stored(id));
  }

  async cancel(id: string): Promise<Job> {
    const job = await this.#stored(id);
    if (isOver(job)) throw new AisleError('conflict', `the job ${id} is over: it is ${job.state}`);
    await this.#change({ ...job, state: 'cancelled', endedAt: this.#now() });
    if (this.#running?.id === id) this.#running.stop.abort();
    return this.get(id);
  }

  async watch(id: string, onChange: (job: Job) => void, signal: AbortSignal): Promise<void> {
    await this.#stored(id);
    await new Promise<void>((resolve) => {
      const end = () => {
        this.#listeners.delete(listener);
        resolve();
      };
      const listener = (changed: string) => {
        if (changed !== id) return;
        void this.get(id).then((job) => {
          if (!this.#listeners.has(listener)) return;
          onChange(job);
          if (isOver(job)) end();
        }, end);
      };
      this.#listeners.add(listener);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      // How it stands now, before what changes.
      else listener(id);
    });
  }

  async resume(): Promise<void> {
    for (const job of (await this.#all()).values()) {
      if (job.state === 'running') await this.#change({ ...job, state: 'waiting' });
    }
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.stop.abort();
    await this.#work;
  }

  /** Has what waits run, after what runs. */
  #next(): void {
    this.#work = this.#work
      .then(() => this.#runWaiting())
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'the queue of reindex jobs failed'));
  }

  async #runWaiting(): Promise<void> {
    for (const { id } of (await this.#all()).values()) {
      const job = await this.#stored(id);
      if (this.#closed || job.state !== 'waiting') continue;
      const started: StoredJob = { ...job, state: 'running', startedAt: this.#now() };
      await this.#change(started);
      await this.#run(started);
    }
  }

  async #run(job: StoredJob): Promise<void> {
    const stop = new AbortController();
    this.#running = { id: job.id, stop };
    try {
      const { file, ...how } = job.request;
      const report = await this.#parts.reindex({
        ...how,
        file: await catalogueFile(this.#parts.folder, file),
        signal: stop.signal,
        onProgress: (progress) => {
          this.#progress = progress;
          this.#tell(job.id);
        },
      });
      await this.#end(job.id, { state: 'done', report });
    } catch (error) {
      // It goes on in the next process.
      if (this.#closed && stop.signal.aborted) return;
      if (!isAisleError(error)) this.#parts.log.error({ err: error, job: job.id }, 'a reindex job failed');
      const { code, message } = isAisleError(error) ? error : { code: 'internal', message: 'see the log' };
      await this.#end(job.id, { state: 'failed', error: { code, message } });
    } finally {
      this.#running = undefined;
      this.#progress = undefined;
    }
  }

  /** A job that was cancelled stays so, but for one that was done before it heard of it. */
  async #end(id: string, outcome: Pick<StoredJob, 'state' | 'report' | 'error'>): Promise<void> {
    const job = await this.#stored(id);
    if (job.state === 'cancelled' && outcome.state !== 'done') return;
    await this.#change({ ...job, ...outcome, endedAt: this.#now() });
  }

  async #change(job: StoredJob): Promise<void> {
    const jobs = await this.#all();
    jobs.set(job.id, job);
    const over = [...jobs.values()].filter(isOver);
    for (const { id } of over.slice(0, Math.max(0, over.length - KEPT))) jobs.delete(id);
    await this.#parts.store.put(KEY, JSON.stringify([...jobs.values()]));
    this.#tell(job.id);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  async #stored(id: string): Promise<StoredJob> {
    const job = (await this.#all()).get(id);
    if (job === undefined) throw new AisleError('not_found', `there is no job ${JSON.stringify(id)}`);
    return job;
  }

  #shown(job: StoredJob): Job {
    const progress = this.#running?.id === job.id ? this.#progress : undefined;
    return progress === undefined ? job : { ...job, progress };
  }

  #all(): Promise<Map<string, StoredJob>> {
    this.#jobs ??= this.#parts.store.get(KEY).then((text) => {
      const jobs = text === undefined ? [] : z.array(storedJobSchema).parse(JSON.parse(text));
      return new Map(jobs.map((job) => [job.id, job]));
    });
    return this.#jobs;
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }
}
