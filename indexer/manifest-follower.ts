import { setTimeout as delay } from 'node:timers/promises';
import { isAisleError, type Logger } from '../base/index.js';
import type { Canary } from './canary.js';
import type { Registry } from './registry.js';
import type { Choice, Lease, ServedGenerations } from './served.js';

/** Milliseconds between two looks at the registry: another process's publish is seen within a second. */
const LOOK_INTERVAL = 500;
/** Milliseconds that a query waits for a look: a registry that does not answer must not hold up what is open. */
const LOOK_PATIENCE = 250;

/** The canary as this process has it. */
export interface CanaryHere extends Canary {
  /** Why it answers nobody here; absent when it is open. */
  readonly failure?: string;
}

/** Serves what the registry says, whichever process said it. */
export class Follower {
  readonly #served: ServedGenerations;
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #looksAtLog: boolean;
  /** When the registry was looked at last; ms of a clock that never jumps. */
  #looked = -Infinity;
  /** What its stamp was then. */
  #seen = '';
  #looking: Promise<void> | undefined;
  /** Why the last look failed: said once, not at every look. */
  #failure: string | undefined;
  /** Why nothing is open though something was published. */
  #unopened: Error | undefined;
  #canary: CanaryHere | undefined;

  /** `looksAtLog`: nobody else looks at the log of live updates, so it is looked at with the registry. */
  constructor(served: ServedGenerations, registry: Registry, log: Logger, looksAtLog: boolean) {
    this.#served = served;
    this.#registry = registry;
    this.#log = log;
    this.#looksAtLog = looksAtLog;
  }

  get canary(): CanaryHere | undefined {
    return this.#canary;
  }

  async acquire(choice?: Choice): Promise<Lease | undefined> {
    if (this.#served.live === undefined) {
      if (this.#looking !== undefined || this.#isDue()) await this.#follow();
      // Between two looks the last one's answer holds: what cannot be opened is not the same as nothing published.
      else if (this.#unopened !== undefined) throw this.#unopened;
    } else if (this.#looking === undefined && this.#isDue()) {
      const look = this.#follow().catch(() => undefined);
      await Promise.race([look, delay(LOOK_PATIENCE, undefined, { ref: false })]);
    }
    return this.#served.lease(choice);
  }

  /**
   * Looks at once where something is served. A process that answers nobody opens nothing for it: a command would hold
   * models and graphs that it never asks. The first that asks then looks.
   */
  async refresh(): Promise<void> {
    // A look that is under way may have read the manifest before the caller changed it.
    await this.settle();
    this.#seen = '';
    this.#looked = -Infinity;
    if (this.#served.live !== undefined) await this.#look();
  }

  /** A change was made: it stands, whether it can be followed here or not. */
  async changed(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.#log.warn(
        { err: error },
        'what was published or tried cannot be opened here; queries go on with what is open',
      );
    }
  }

  /** Waits for a look that is under way, however it ends. */
  async settle(): Promise<void> {
    await this.#looking?.catch(() => undefined);
  }

  #isDue(): boolean {
    return performance.now() - this.#looked > LOOK_INTERVAL;
  }

  /** Queries go on with what is open when what is new cannot be opened; without a live one they hear why. */
  async #follow(): Promise<void> {
    try {
      await this.#look();
      this.#failure = undefined;
      this.#unopened = undefined;
    } catch (error) {
      if (this.#served.live === undefined) throw (this.#unopened = error as Error);
      const failure = messageOf(error);
      if (failure !== this.#failure) {
        this.#log.error(
          { err: error },
          'what is published or tried cannot be opened; queries go on with what is open',
        );
      }
      this.#failure = failure;
    }
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    this.#looked = performance.now();
    // What another process took in: nobody waits for it. What keeps it away is logged where it is applied.
    if (this.#looksAtLog) this.#served.reach(0).catch(() => undefined);
    const seen = await this.#registry.stamp();
    if (seen === '' || seen === this.#seen) return;
    this.#seen = seen;
    try {
      const manifest = await this.#registry.manifest();
      if (manifest === undefined) return;
      // Whatever becomes of the rest: a canary that was ended answers nobody.
      const ended = ![manifest.generation, manifest.canary?.generation].includes(this.#served.canary);
      if (ended) await this.#served.tryBeside(undefined);
      await this.#served.serve(manifest.generation);
      await this.#try(manifest.canary);
    } catch (error) {
      if (this.#served.live === undefined || isPassing(error)) this.#seen = '';
      throw error;
    }
  }

  async #try(canary: Canary | undefined): Promise<void> {
    this.#canary = canary;
    try {
      await this.#served.tryBeside(canary);
    } catch (error) {
      if (canary !== undefined) this.#canary = { ...canary, failure: messageOf(error) };
      throw error;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Worth another look though nothing was published since: a server that does not answer now may do so later, and one whose
 * disk is full take again the live updates that what it opens still lacks.
 */
function isPassing(error: unknown): boolean {
  return isAisleError(error) && ['unavailable', 'deadline_exceeded', 'storage_full'].includes(error.code);
}
