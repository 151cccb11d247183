import { AisleError } from '../base/index.js';

/** Who goes first: shoppers wait for a search, a supplier's file can wait. */
const PRIORITIES = ['search', 'catalogue', 'job'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface AdmissionLimits {
  /** Requests that are worked on at once. */
  readonly concurrency: number;
  /** Requests that wait at most. */
  readonly queue: number;
  /** Milliseconds that one waits at most. */
  readonly patience: number;
  /** Milliseconds of lag past which the catalogue is refused; past twice as much, searches too. */
  readonly loopDelay: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: () => void;
}

/**
 * Lets in what can be worked on, keeps a bounded queue by priority and refuses the rest at once: a request that is
 * refused costs little, one that is answered after its sender lost patience costs everybody. Nothing is remembered but who is inside
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

  /** Whether a request of this priority can neither enter nor wait: known before anything is read of it. */
  refuses(priority: Priority): boolean {
    // A service that works on nothing only stood still for a moment: it has no load to shed.
    if (this.#inside > 0 && this.#delay() > this.#limits.loopDelay * (priority === 'search' ? 2 : 1))
      return true;
    if (this.#inside < this.#limits.concurrency || this.waiting < this.#limits.queue) return false;
    return this.#leastBelow(priority) === undefined;
  }

  /**
   * Resolves when it is this request's turn; call {@link leave} once. Throws `unavailable`, for one that waits after
   * `patience`, or when `gone` is aborted.
   */
  async enter(priority: Priority, gone: AbortSignal): Promise<void> {
    if (this.refuses(priority)) throw overloaded();
    if (this.#inside < this.#limits.concurrency) {
      this.#inside++;
      return;
    }
    if (this.waiting >= this.#limits.queue) this.#leastBelow(priority)?.pop()?.refuse();
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        const queue = this.#waiting[priority];
        const place = queue.indexOf(one);
        if (place >= 0) queue.splice(place, 1);
        one.refuse();
      };
      const timer = setTimeout(giveUp, this.#limits.patience).unref();
      const settle = () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', giveUp);
      };
      const one: Waiting = {
        enter: () => {
          settle();
          resolve();
        },
        refuse: () => {
          settle();
          reject(overloaded());
        },
      };
      gone.addEventListener('abort', giveUp);
      this.#waiting[priority].push(one);
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

  /** Who waits with the least priority below this one. */
  #leastBelow(priority: Priority): Waiting[] | undefined {
    const lower = PRIORITIES.slice(PRIORITIES.indexOf(priority) + 1);
    return lower.map((each) => this.#waiting[each]).findLast((queue) => queue.length > 0);
  }
}

export const overloaded = (): AisleError =>
  new AisleError('unavailable', 'the service is busy; try again in a moment');
