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

/** Milliseconds without an empty queue after which it stands: more comes in than is worked on, not just a burst. */
const STANDING = 100;
/** Share of the patience that one waits at most in a queue that stands: it would only be answered later, not more. */
const STANDING_PATIENCE = 0.1;

interface Waiting {
  /** When it came, in milliseconds. */
  readonly since: number;
  readonly enter: () => void;
  readonly refuse: () => void;
}

/**
 * Lets in what can be worked on, keeps a bounded queue by priority and refuses the rest at once: a request that is
 * refused costs little, one that is answered after its sender lost patience costs everybody. A burst may wait for
 * `patience`; a queue that stands is kept short (controlled delay: Nichols and Jacobson, ACM Queue 10(5), 2012; for
 * requests: Maurer, ACM Queue 13(8), 2015). Nothing is remembered but who is inside, who waits and since when, so it
 * recovers by itself.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #delay: () => number;
  readonly #now: () => number;
  /** When nobody waited last. */
  #emptyAt: number;
  readonly #waiting: Record<Priority, Waiting[]> = { search: [], catalogue: [], job: [] };
  #inside = 0;

  /** `delay`: milliseconds that the event loop lags now. `now`: milliseconds of a clock that only goes on. */
  constructor(limits: AdmissionLimits, delay: () => number, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#delay = delay;
    this.#now = now;
    this.#emptyAt = now();
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
   * its patience, or when `gone` is aborted.
   */
  async enter(priority: Priority, gone: AbortSignal): Promise<void> {
    this.#refuseLate();
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
      const timer = setTimeout(giveUp, this.#patience()).unref();
      const settle = () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', giveUp);
      };
      const one: Waiting = {
        since: this.#now(),
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
    this.#refuseLate();
    for (const priority of PRIORITIES) {
      const next = this.#waiting[priority].shift();
      if (next === undefined) continue;
      next.enter();
      return;
    }
    this.#inside--;
  }

  /** Milliseconds that one may wait now. */
  #patience(): number {
    if (this.waiting === 0) this.#emptyAt = this.#now();
    const stands = this.#now() - this.#emptyAt > STANDING;
    return this.#limits.patience * (stands ? STANDING_PATIENCE : 1);
  }

  /** Those who came before the queue stood have waited for longer than one may now. */
  #refuseLate(): void {
    const oldest = this.#now() - this.#patience();
    for (const priority of PRIORITIES) {
      const queue = this.#waiting[priority];
      while ((queue[0]?.since ?? Infinity) < oldest) queue.shift()?.refuse();
    }
  }

  /** Who waits with the least priority below this one. */
  #leastBelow(priority: Priority): Waiting[] | undefined {
    const lower = PRIORITIES.slice(PRIORITIES.indexOf(priority) + 1);
    return lower.map((each) => this.#waiting[each]).findLast((queue) => queue.length > 0);
  }
}

export const overloaded = (): AisleError =>
  new AisleError('unavailable', 'the service is busy; try again in a moment');
