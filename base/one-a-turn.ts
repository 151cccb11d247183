/**
 * Lets those who come together go on one in each turn of the event loop, the first at once. What is ready in one turn is
 * otherwise worked off in that turn, and nobody else is heard until the last of it is done.
 */
export class OneATurn {
  readonly #waiting: (() => void)[] = [];
  #passed = false;

  /** Resolves when it is the caller's turn. */
  async pass(): Promise<void> {
    if (!this.#passed) {
      this.#passed = true;
      setImmediate(() => this.#turn());
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #turn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#passed = false;
      return;
    }
    // First: the next turn comes whatever this one does.
    setImmediate(() => this.#turn());
    next();
  }
}
