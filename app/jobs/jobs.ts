import { randomUUID } from 'node:crypto';
import { AisleError, isAisleError, type Logger, type Progress } from '../../base/index.js';
import { parseMap } from '../../catalog/index.js';
import type { StateStore } from '../../engines/state/index.js';
import type { ReindexReport } from '../../indexer/index.js';
import type { ReindexRequest } from '../aisle.js';
import { catalogueFile } from './catalogue-file.js';
import { onceFree, type Patience } from './once-free.js';
import { isOver, type Job, type JobRequest, type Jobs, type StoredJob, type UploadRequest } from './job.js';
import { JobList } from './job-list.js';
import { Uploads } from './uploads.js';

/** Jobs that wait at most: a queue that grows for ever is a mistake of its sender's. */
const MAX_WAITING = 20;

export interface JobParts extends Patience {
  readonly store: Pick<StateStore, 'get' | 'put'>;
  readonly reindex: (request: ReindexRequest) => Promise<ReindexReport>;
  /** `catalogue.folder`. */
  readonly folder: string | undefined;
  /** Bytes of a file that is sent, at most. */
  readonly uploadLimit: number;
  readonly log: Logger;
}

export function createJobs(parts: JobParts): Jobs {
  return new StoredJobs(parts);
}

class StoredJobs implements Jobs {
  readonly #parts: JobParts;
  readonly #list: JobList;
  readonly #uploads: Uploads;
  /** Files that are being sent: each will wait. */
  #uploading = 0;
  readonly #listeners = new Set<(id: string) => void>();
  #progress: Progress | undefined;
  #running: { readonly id: string; readonly stop: AbortController } | undefined;
  #work: Promise<void> = Promise.resolve();
  #closed = false;
  /** Who has the jobs, where this server has not. */
  #others: (() => string) | undefined;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#list = new JobList(parts.store);
    this.#uploads = new Uploads(parts.folder, parts.uploadLimit, parts.store);
  }

  async submit(request: JobRequest): Promise<Job> {
    this.#expectOwn();
    await catalogueFile(this.#parts.folder, request.file);
    if (request.map !== undefined) parseMap(request.map);
    await this.#expectRoom(0);
    const job: StoredJob = { id: randomUUID(), request, state: 'waiting', createdAt: this.#now() };
    await this.#change(job);
    this.#next();
    return this.get(job.id);
  }

  async upload(content: AsyncIterable<Uint8Array>, how: UploadRequest, signal: AbortSignal): Promise<Job> {
    // Before a byte is read.
    this.#expectOwn();
    if (how.map !== undefined) parseMap(how.map);
    this.#uploading += 1;
    try {
      await this.#expectRoom(this.#uploading - 1);
      return await this.#uploads.take(content, (file) => this.submit({ ...how, file }), signal);
    } finally {
      this.#uploading -= 1;
    }
  }

  async list(): Promise<Job[]> {
    return [...(await this.#list.all()).values()].reverse().map((job) => this.#shown(job));
  }

  async get(id: string): Promise<Job> {
    return this.#shown(await this.#list.get(id));
  }

  async cancel(id: string): Promise<Job> {
    this.#expectOwn();
    const job = await this.#list.get(id);
    if (isOver(job)) throw new AisleError('conflict', `the job ${id} is over: it is ${job.state}`);
    await this.#change({ ...job, state: 'cancelled', endedAt: this.#now() });
    if (this.#running?.id === id) this.#running.stop.abort();
    return this.get(id);
  }

  async watch(id: string, onChange: (job: Job) => void, signal: AbortSignal): Promise<void> {
    const now = await this.get(id);
    if (this.#others !== undefined) {
      onChange(now);
      return;
    }
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
    for (const job of (await this.#list.all()).values()) {
      if (job.state === 'running') await this.#change({ ...job, state: 'waiting' });
    }
    await this.#sweep();
    this.#next();
  }

  leaveTo(who: () => string): void {
    this.#others = who;
    this.#list.isForeign();
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
    for (const { id } of (await this.#list.all()).values()) {
      const job = await this.#list.get(id);
      if (this.#closed || job.state !== 'waiting') continue;
      const stop = new AbortController();
      // Before it is written down: who cancels or closes meanwhile must reach it.
      this.#running = { id, stop };
      try {
        await this.#change({ ...job, state: 'running', startedAt: this.#now() });
        await this.#run(job, stop);
      } finally {
        this.#running = undefined;
        this.#progress = undefined;
      }
    }
  }

  async #run(job: StoredJob, stop: AbortController): Promise<void> {
    try {
      const { file, ...how } = job.request;
      const request = {
        ...how,
        file: await catalogueFile(this.#parts.folder, file),
        signal: stop.signal,
        onProgress: (progress: Progress) => {
          this.#progress = progress;
          this.#tell(job.id);
        },
      };
      const report = await onceFree(
        () => this.#parts.reindex(request),
        this.#parts,
        stop.signal,
        async (state) => {
          const now = await this.#list.get(job.id);
          if (!isOver(now)) await this.#change({ ...now, state });
        },
      );
      await this.#end(job.id, { state: 'done', report });
    } catch (error) {
      // It goes on in the next process.
      if (this.#closed && stop.signal.aborted) return;
      if (!isAisleError(error)) this.#parts.log.error({ err: error, job: job.id }, 'a reindex job failed');
      const { code, message } = isAisleError(error) ? error : { code: 'internal', message: 'see the log' };
      await this.#end(job.id, { state: 'failed', error: { code, message } });
    }
  }

  /** A job that was cancelled stays so, but for one that was done before it heard of it. */
  async #end(id: string, outcome: Pick<StoredJob, 'state' | 'report' | 'error'>): Promise<void> {
    const job = await this.#list.get(id);
    if (job.state === 'cancelled' && outcome.state !== 'done') return;
    await this.#change({ ...job, ...outcome, endedAt: this.#now() });
  }

  async #change(job: StoredJob): Promise<void> {
    await this.#list.put(job);
    if (isOver(job)) await this.#sweep();
    this.#tell(job.id);
  }

  async #expectRoom(more: number): Promise<void> {
    const waiting = [...(await this.#list.all()).values()].filter(({ state }) => state === 'waiting').length;
    if (waiting + more < MAX_WAITING) return;
    throw new AisleError(
      'too_many_requests',
      `${waiting + more} jobs are waiting already: cancel some, or wait`,
    );
  }

  /** Files that were sent go with the last job that needs them. */
  async #sweep(): Promise<void> {
    const jobs = await this.#list.all();
    const needed = () =>
      new Set([...jobs.values()].filter((job) => !isOver(job)).map(({ request }) => request.file));
    await this.#uploads
      .keep(needed)
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'an uploaded file cannot be removed'));
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  #shown(job: StoredJob): Job {
    const progress = this.#running?.id === job.id ? this.#progress : undefined;
    return progress === undefined ? job : { ...job, progress };
  }

  #expectOwn(): void {
    if (this.#others === undefined) return;
    const message = `the jobs of this data folder are those of ${this.#others()}: ask there`;
    throw new AisleError('conflict', message);
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }
}
