import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../base/index.js';
import { isForCanary, type Canary } from './canary.js';
import { followed } from './live/followed.js';
import type { FollowedGeneration, ReachOptions } from './live/followed-generation.js';
import type { LiveParts } from './live/live-parts.js';
import type { Generation, GenerationOpener } from './open-generation.js';

/** Keeps a generation open while a query reads it. Release it once, whatever happens. */
export interface Lease {
  readonly generation: Generation;
  release(): void;
}

/** Which of the generations that are served shall answer: absent both, the live one. */
export interface Choice {
  /** Who asks: the canary answers its share of them, always the same ones. */
  readonly subject?: string;
  /** This one alone. */
  readonly generation?: string;
}

/** Milliseconds that the first opening waits for a cluster that takes live updates slowly, or not at all. */
const LEVEL_PATIENCE = 5_000;

interface Opened {
  readonly generation: FollowedGeneration;
  leases: number;
  served: boolean;
}

/** The generations that are open: the live one, the canary, and older ones until their last reader is done. */
export class ServedGenerations {
  readonly #opener: GenerationOpener;
  readonly #log: Logger;
  readonly #updates: LiveParts | undefined;
  #live: Opened | undefined;
  #canary: { readonly opened: Opened; readonly canary: Canary } | undefined;

  /** `updates`: where the log of live updates is; absent, generations stay what they were built as. */
  constructor(opener: GenerationOpener, log: Logger, updates?: LiveParts) {
    this.#opener = opener;
    this.#log = log;
    this.#updates = updates;
  }

  get live(): string | undefined {
    return this.#live?.generation.id;
  }

  get canary(): string | undefined {
    return this.#canary?.opened.generation.id;
  }

  /** Why live updates are not applied to what answers now; undefined while they are. */
  get failing(): string | undefined {
    return this.#live?.generation.failing ?? this.#canary?.opened.generation.failing;
  }

  /** Undefined when nothing is live, or the wanted one is not served. */
  lease(choice: Choice = {}): Lease | undefined {
    const opened = this.#choose(choice);
    if (opened === undefined) return undefined;
    opened.leases++;
    let released = false;
    return {
      generation: opened.generation.snapshot(),
      release: () => {
        if (released) return;
        released = true;
        opened.leases--;
        this.#closeWhenDone(opened);
      },
    };
  }

  /**
   * Makes a generation the one that queries get. Where queries are answered already, its model is ready before they
   * come; the first one is opened without, so that words find something where a model is missing. Throws and changes
   * nothing when it cannot be opened.
   */
  async serve(id: string): Promise<void> {
    if (id === this.live) return;
    const next = await this.#take(id, { withModel: this.#live !== undefined });
    try {
      await this.#level(next);
    } catch (error) {
      this.#letGo(next);
      throw error;
    }
    // What a query has seen already must not be gone after the switch: since the last look nothing was awaited.
    const before = this.#live;
    this.#live = next;
    if (this.#canary?.opened === next) this.#canary = undefined;
    this.#letGo(before);
    this.#log.info({ generation: id, products: next.generation.snapshot().products.size }, 'generation open');
  }

  /**
   * Tries a generation beside the live one, or ends that. Throws when it cannot be opened with its model: nobody is
   * then answered by a canary.
   */
  async tryBeside(canary: Canary | undefined): Promise<void> {
    const before = this.#canary?.opened;
    if (canary === undefined || canary.generation === this.live) {
      this.#canary = undefined;
      this.#letGo(before);
      return;
    }
    try {
      const opened = await this.#take(canary.generation, { withModel: true });
      const { share } = canary;
      if (opened !== before || share !== this.#canary?.canary.share)
        this.#log.info({ generation: canary.generation, share }, 'canary open');
      this.#canary = { opened, canary };
    } catch (error) {
      this.#canary = undefined;
      throw error;
    } finally {
      this.#letGo(before);
    }
  }

  /** Resolves when all that answer queries hold the ops up to a number. Rejects with what keeps one from it. */
  async reach(seq: number, options?: ReachOptions): Promise<void> {
    const served = () => new Set([this.#live, this.#canary?.opened]);
    const done = new Set<Opened | undefined>();
    // What becomes live meanwhile is waited for too, and what goes is not.
    for (let next = [...served()]; next.length > 0; next = [...served()].filter((each) => !done.has(each))) {
      await Promise.all(
        next.map(async (opened) => {
          done.add(opened);
          try {
            await opened?.generation.reach(seq, options);
          } catch (error) {
            if (served().has(opened)) throw error;
          }
        }),
      );
    }
  }

  async close(): Promise<void> {
    const open = new Set([this.#live, this.#canary?.opened]);
    this.#live = undefined;
    this.#canary = undefined;
    for (const opened of open) await opened?.generation.close();
  }

  #choose({ subject, generation }: Choice): Opened | undefined {
    const canary = this.#canary;
    if (generation !== undefined) {
      return [this.#live, canary?.opened].find((opened) => opened?.generation.id === generation);
    }
    const tried = subject !== undefined && canary !== undefined && isForCanary(subject, canary.canary);
    return tried ? canary.opened : this.#live;
  }

  /** What is open already, the canary that becomes live among it, is not opened a second time. */
  async #take(id: string, options: { readonly withModel: boolean }): Promise<Opened> {
    const open = this.#choose({ generation: id });
    return (
      open ?? {
        generation: await openFollowed(this.#opener, id, options, this.#updates),
        leases: 0,
        served: true,
      }
    );
  }

  /** Takes the newcomer as far as the live one is, which goes on meanwhile. */
  async #level({ generation }: Opened): Promise<void> {
    let reached = -1;
    for (;;) {
      const seq = this.#live?.generation.snapshot().seq ?? 0;
      if (seq <= Math.max(reached, generation.snapshot().seq)) return;
      await generation.reach(seq);
      reached = seq;
    }
  }

  #letGo(opened: Opened | undefined): void {
    if (opened === undefined || opened === this.#live || opened === this.#canary?.opened) return;
    opened.served = false;
    this.#closeWhenDone(opened);
  }

  #closeWhenDone(opened: Opened): void {
    if (opened.served || opened.leases > 0) return;
    opened.generation.close().catch((error: unknown) => {
      this.#log.warn({ err: error, generation: opened.generation.id }, 'a generation did not close');
    });
  }
}

/**
 * Opens a generation with every live update that the log holds. Where others answer meanwhile (`withModel`), it waits for
 * the vectors of what changed too, and throws what keeps it from being level.
 */
export async function openFollowed(
  opener: GenerationOpener,
  id: string,
  options: { readonly withModel: boolean },
  updates: LiveParts | undefined,
): Promise<FollowedGeneration> {
  const generation = followed(await opener.open(id, options), updates);
  try {
    if (options.withModel) await generation.level({ patience: Infinity });
    else await levelForFirst(generation);
    return generation;
  } catch (error) {
    await generation.close();
    throw error;
  }
}

/**
 * Where nothing answers yet, an index that other servers answer by does so as it is when the log cannot be read, or the
 * index takes no writes: it follows by itself once it can, and says meanwhile that it does not. What is private to this
 * process answers with all that it accepted, or not at all.
 */
async function levelForFirst(generation: FollowedGeneration): Promise<void> {
  const level = generation.level({ patience: 0 });
  if (!generation.shared) return level;
  const over = new AbortController();
  const late = delay(LEVEL_PATIENCE, undefined, { ref: false, signal: over.signal });
  // Both are heard: what keeps it from being level is logged where it happens, and known as `failing`.
  await Promise.race([level, late]).catch(() => undefined);
  over.abort();
  level.catch(() => undefined);
  late.catch(() => undefined);
}
