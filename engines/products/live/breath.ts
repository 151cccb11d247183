import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work at a time. */
const STRETCH = 5;

/** Gives the event loop its turn in long work: `await` it after every small piece. */
export class Breath {
  #since = performance.now();

  draw(): Promise<void> | undefined {
    return performance.now() - this.#since < STRETCH ? undefined : this.#rest();
  }

  async #rest(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
