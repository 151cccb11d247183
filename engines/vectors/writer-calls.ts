import { AisleError } from '../../base/index.js';

/**
 * The calls of one writer: they run one after another, in the order they came, until the writer has finished, failed or
 * was aborted; after that every call is refused with `conflict`.
 */
export class WriterCalls {
  readonly #stop = new AbortController();
  /** Why nothing more is taken; `undefined`: the writer is open. */
  #over: 'finished' | 'failed' | 'aborted' | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** `subject` names what is written; `discard` gives its space back. */
  constructor(
    private readonly subject: string,
    private readonly discard: () => Promise<void>,
  ) {}

  /** Aborted by {@link abort}: ends what is under way. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** A writer that failed may have written half: it takes nothing more, and gives its space back. */
  async guarded<T>(work: () => Promise<T>): Promise<T> {
    this.refuse();
    try {
      return await work();
    } catch (error) {
      this.#over = 'failed';
      await this.discard();
      throw error;
    }
  }

  refuse(): void {
    const why = this.#over ?? (this.signal.aborted ? 'aborted' : undefined);
    if (why === undefined) return;
    throw new AisleError('conflict', `the vector writer of ${this.subject} takes nothing more: ${why}`);
  }

  finished(): void {
    this.#over = 'finished';
  }

  async abort(): Promise<void> {
    this.#stop.abort();
    await this.inTurn(async () => {
      if (this.#over !== undefined) return;
      this.#over = 'aborted';
      await this.discard();
    });
  }
}
