import { AisleError, type Clock, type Logger } from '../../base/index.js';
import type { Embedder } from './embedder.js';

/** One user's hold on a model. */
export interface EmbedderUse {
  /** The embedder, opened by the first that asks. Throws what opening it throws; a later call may then succeed. */
  embedder(): Promise<Embedder>;
  /** Lets go of it, once: the last user's closes it. */
  release(): Promise<void>;
}

interface Entry {
  users: number;
  opening: Promise<Embedder> | undefined;
  /** Why it cannot be opened, and when that was found out. */
  failed: { readonly error: unknown; readonly at: number } | undefined;
}

/** Milliseconds for which a failure is answered without another try: checking a model's files reads all of them. */
const RETRY_AFTER = 5_000;

/** The models that are in use, each opened once by the identity that generations carry, whoever uses it. */
export class EmbedderPool {
  readonly #open: (identity: string) => Promise<Embedder>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #entries = new Map<string, Entry>();

  constructor(
    open: (identity: string) => Promise<Embedder>,
    { clock, log }: { readonly clock: Clock; readonly log: Logger },
  ) {
    this.#open = open;
    this.#clock = clock;
    this.#log = log;
  }

  /** Touches no file before the embedder is asked for. */
  use(identity: string): EmbedderUse {
    const entry = this.#entries.get(identity) ?? { users: 0, opening: undefined, failed: undefined };
    this.#entries.set(identity, entry);
    entry.users++;
    let released = false;
    return {
      embedder: () => {
        if (released) throw new AisleError('unavailable', `the model ${identity} is closed`);
        return this.#embedderOf(identity, entry);
      },
      release: async () => {
        if (released) return;
        released = true;
        if (--entry.users > 0) return;
        this.#entries.delete(identity);
        await this.#close(identity, entry);
      },
    };
  }

  async #embedderOf(identity: string, entry: Entry): Promise<Embedder> {
    const { failed } = entry;
    if (failed !== undefined && this.#clock.now() - failed.at < RETRY_AFTER) throw failed.error;
    entry.opening ??= this.#opened(identity);
    try {
      const embedder = await entry.opening;
      entry.failed = undefined;
      return embedder;
    } catch (error) {
      entry.opening = undefined;
      entry.failed = { error, at: this.#clock.now() };
      throw error;
    }
  }

  async #opened(identity: string): Promise<Embedder> {
    const embedder = await this.#open(identity);
    if (embedder.identity === identity) return embedder;
    await embedder.close();
    throw new AisleError('internal', `the model ${identity} was asked for, ${embedder.identity} was opened`);
  }

  async #close(identity: string, { opening }: Entry): Promise<void> {
    try {
      await (await opening)?.close();
    } catch (error) {
      this.#log.debug(
        { model: identity, err: error },
        'a model that nobody uses any more did not open or close',
      );
    }
  }
}
