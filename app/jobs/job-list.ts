import { z } from 'zod';
import { AisleError } from '../../base/index.js';
import type { StateStore } from '../../engines/state/index.js';
import { isOver, storedJobSchema, type StoredJob } from './job.js';

/** Jobs that are remembered after their end. */
const KEPT = 50;
const KEY = 'reindex-jobs';

type Known = ReadonlyMap<string, StoredJob>;

/** The jobs of a data folder as its state remembers them. One process changes them; it keeps them in memory. */
export class JobList {
  readonly #store: Pick<StateStore, 'get' | 'put'>;
  #jobs: Promise<Map<string, StoredJob>> | undefined;
  #foreign = false;

  constructor(store: Pick<StateStore, 'get' | 'put'>) {
    this.#store = store;
  }

  /** Oldest first. */
  all(): Promise<Known> {
    return this.#foreign ? this.#read() : this.#own();
  }

  /** Throws `not_found`. */
  async get(id: string): Promise<StoredJob> {
    const job = (await this.all()).get(id);
    if (job === undefined) throw new AisleError('not_found', `there is no job ${JSON.stringify(id)}`);
    return job;
  }

  /** A new one, or how one is now. */
  async put(job: StoredJob): Promise<void> {
    const jobs = await this.#own();
    const before = jobs.get(job.id);
    jobs.set(job.id, job);
    const over = [...jobs.values()].filter(isOver);
    for (const { id } of over.slice(0, Math.max(0, over.length - KEPT))) jobs.delete(id);
    try {
      await this.#store.put(KEY, JSON.stringify([...jobs.values()]));
    } catch (error) {
      // Whoever asked for it is told that it did not happen; what has ended has, whatever is remembered of it.
      if (before === undefined) jobs.delete(job.id);
      else if (job.state !== 'done' && job.state !== 'failed') jobs.set(job.id, before);
      throw error;
    }
  }

  /** Another process changes them: each look is at what is stored. */
  isForeign(): void {
    this.#foreign = true;
  }

  #own(): Promise<Map<string, StoredJob>> {
    return (this.#jobs ??= this.#read());
  }

  async #read(): Promise<Map<string, StoredJob>> {
    const text = await this.#store.get(KEY);
    const jobs = text === undefined ? [] : z.array(storedJobSchema).parse(JSON.parse(text));
    return new Map(jobs.map((job) => [job.id, job]));
  }
}
