import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work at a time. */
const STRETCH = 5;

/** Gives the event loop its turn in long work of uneven pieces: `await` it after every small one. See `inSlices` for even ones. */
export class Breath {
  #since = performance.now();

  draw(): Promise<void> | undefined {
    return performance.now() - this.#since < STRETCH ? undefined : this.#rest();
  }

  async #rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
