import { AisleError, type Logger } from '../../base/index.js';
import type { LoggedOp, OpLog } from '../../engines/state/index.js';
import type { ReachOptions } from './followed-generation.js';

/** Ops that are taken together at most: what came while the last ones were is one batch. */
export const PAGE = 500;
/** Milliseconds that changes wait for their vectors: past it they are found by words first. */
const PATIENCE = 300;

/** What those who wait want of ops. */
export interface Wish {
  /** Milliseconds that vectors are waited for: that of the most patient. */
  readonly patience: number;
  /** Whether an op was accepted here, as far as somebody waits for it; others may come meanwhile. */
  readonly accepted: (seq: number) => boolean;
  /** There are more ops than these. */
  readonly more: boolean;
}

/** A generation that ops are applied to, one page after the other. */
export interface Follows {
  readonly id: string;
  /** The last op that is part of it. */
  seq(): number;
  /** Makes the next ops, or some of them, part of it. */
  take(ops: readonly LoggedOp[], wish: Wish): Promise<void>;
  /** There are no more ops: what was left for later has its turn. */
  idle(wish: Wish): Promise<void>;
}

interface Waiter extends Required<ReachOptions> {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Reads the log for one generation, as long as somebody waits, and to its end where it is far behind. */
export class LogFollower {
  readonly #ops: OpLog;
  readonly #log: Logger;
  readonly #follows: Follows;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  /** All that the log held a while ago is being taken. */
  #levelling = false;
  /** Why the last pages were not taken: said once, not with each attempt. */
  #failing: string | undefined;

  constructor(
    { ops, log }: { readonly ops: OpLog; readonly log: Logger },
    follows: Follows,
    private readonly page = PAGE,
  ) {
    this.#ops = ops;
    this.#log = log;
    this.#follows = follows;
  }

  /** Why ops that are there are not taken; undefined: they are. */
  get failing(): string | undefined {
    return this.#failing ?? (this.#levelling ? 'they are still being applied' : undefined);
  }

  /** Takes all that the log holds now. */
  async level(options?: ReachOptions): Promise<void> {
    this.#levelling = true;
    try {
      await this.reach(await this.#last(), options);
    } finally {
      this.#levelling = false;
    }
  }

  async #last(): Promise<number> {
    try {
      return await this.#ops.last();
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  reach(seq: number, { patience = PATIENCE, accepted = Infinity }: ReachOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#expectOpen();
      this.#waiters.push({ seq, patience, accepted, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Waits for work under way; those who still wait are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #expectOpen(): void {
    if (this.#closed) throw new AisleError('unavailable', `generation ${this.#follows.id} is closed`);
  }

  /** Never rejects: those who wait hear of a failure. Who comes while it runs is taken along. */
  async #run(): Promise<void> {
    let asked: Waiter[] = [];
    let more: boolean;
    try {
      do {
        asked = [...asked, ...this.#waiters.splice(0)];
        this.#expectOpen();
        const ops = await this.#ops.read(this.#follows.seq(), this.page);
        const taken = asked;
        const wish = {
          patience: taken.length === 0 ? PATIENCE : Math.max(...taken.map(({ patience }) => patience)),
          accepted: (seq: number) =>
            [...taken, ...this.#waiters].some((waiter) => waiter.accepted <= seq && seq <= waiter.seq),
          // A full page: there is more than was asked for, and a look at a time would take it in a page at a time.
          more: ops.length === this.page,
        };
        if (ops.length > 0) await this.#follows.take(ops, wish);
        else await this.#follows.idle(wish);
        // After an empty page there is nothing up to their numbers that is not applied.
        const done = (waiter: Waiter) => ops.length === 0 || waiter.seq <= this.#follows.seq();
        for (const waiter of asked.filter(done)) waiter.resolve();
        asked = asked.filter((waiter) => !done(waiter));
        if (this.#failing !== undefined) this.#log.info(this.#where(), 'live updates are applied again');
        this.#failing = undefined;
        more = wish.more;
      } while (more || asked.length + this.#waiters.length > 0);
    } catch (error) {
      if (!this.#closed) this.#failed(error);
      for (const { reject } of [...asked, ...this.#waiters.splice(0)]) reject(error);
    }
    this.#running = undefined;
  }

  #failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (why !== this.#failing) {
      this.#log.error({ ...this.#where(), err: error }, 'live updates cannot be applied');
    }
    this.#failing = why;
  }

  #where() {
    return { generation: this.#follows.id, after: this.#follows.seq() };
  }
}
