import { AisleError } from '../base/index.js';

/** Who goes first: shoppers wait for a search, a supplier's file can wait. */
const PRIORITIES = ['search', 'catalogue', 'job'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface AdmissionLimits {
  /** Requests that are worked on at once. */
  readonly concurrency: number;
  /** Requests that wait at most. */
  readonly queue: number;
  /** Milliseconds of lag past which the catalogue is refused; past twice as much, searches too. */
  readonly loopDelay: number;
}

interface Waiting {
  readonly priority: Priority;
  readonly enter: () => void;
  readonly refuse: (error: AisleError) => void;
}

/**
 * Lets in what can be worked on, keeps a bounded queue by priority and refuses the rest at once: a request that is
 * refused costs nothing, one that waits for what never comes costs everybody. Nothing is remembered but who is inside
 * and who waits, so it recovers by itself.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #delay: () => number;
  readonly #waiting: Record<Priority, Waiting[]> = { search: [], catalogue: [], job: [] };
  #inside = 0;

  /** `delay`: milliseconds that the event loop lags now. */
  constructor(limits: AdmissionLimits, delay: () => number) {
    this.#limits = limits;
    this.#delay = delay;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return PRIORITIES.reduce((sum, priority) => sum + this.#waiting[priority].length, 0);
  }

  /**
   * Resolves when it is this request's turn; call {@link leave} once. `patience` is asked for when it must wait: aborted,
   * the request gives up. Throws `unavailable`, also for one that waited.
   */
  async enter(priority: Priority, patience?: () => AbortSignal): Promise<void> {
    // A service that works on nothing only stood still for a moment: it has no load to shed.
    if (this.#inside > 0 && this.#delay() > this.#limits.loopDelay * (priority === 'search' ? 2 : 1)) {
      throw overloaded();
    }
    if (this.#inside < this.#limits.concurrency) {
      this.#inside++;
      return;
    }
    if (this.waiting >= this.#limits.queue) this.#makeRoom(priority);
    await new Promise<void>((enter, refuse) => {
      const one: Waiting = { priority, enter, refuse };
      this.#waiting[priority].push(one);
      patience?.().addEventListener('abort', () => this.#giveUp(one), { once: true });
    });
  }

  /** The work is done: the next one in the order of priorities enters. */
  leave(): void {
    for (const priority of PRIORITIES) {
      const next = this.#waiting[priority].shift();
      if (next === undefined) continue;
      next.enter();
      return;
    }
    this.#inside--;
  }

  /** Refuses the last one of the least priority below this one, or this one. */
  #makeRoom(priority: Priority): void {
    for (const lower of PRIORITIES.slice(PRIORITIES.indexOf(priority) + 1).reverse()) {
      const last = this.#waiting[lower].pop();
      if (last === undefined) continue;
      last.refuse(overloaded());
      return;
    }
    throw overloaded();
  }

  #giveUp(one: Waiting): void {
    const queue = this.#waiting[one.priority];
    const place = queue.indexOf(one);
    if (place < 0) return;
    queue.splice(place, 1);
    one.refuse(new AisleError('unavailable', 'the service is busy: the request waited too long'));
  }
}

const overloaded = (): AisleError =>
  new AisleError('unavailable', 'the service is busy; try again in a moment');
