import { AisleError, isAisleError, withDeadline, type Clock, type Logger } from '../base/index.js';
import type { StateStore } from '../engines/state/index.js';
import type { Book, BookEntry } from './book.js';
import { shippedHash } from './contents.js';
import { SHIPPED } from './shipped.js';

const KEY = 'rankings';
/** Ms after which a search looks whether another process changed the book. */
const LOOK_AGAIN = 500;
/** Ms that a look may hold a search up. */
const LOOK_DEADLINE = 500;
/** Each try that fails means that another process's change went through. */
const TRIES = 20;

/** The book of rankings as it is kept in the state store, and as this process last saw it. */
export class FollowedBook {
  #seen: { readonly json: string | undefined; readonly book: Book } | undefined;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly store: StateStore,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** For searches: at most {@link LOOK_AGAIN} old; what was last seen where the store does not answer. */
  async current(): Promise<Book> {
    if (this.clock.now() - this.#lookedAt >= LOOK_AGAIN || this.#seen === undefined) {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
      await this.#looking;
    }
    return this.#seen?.book ?? {};
  }

  /** As it is kept now. */
  async read(): Promise<Book> {
    const json = await this.store.get(KEY);
    this.#see(json);
    return this.#seen?.book ?? {};
  }

  /**
   * Changes the book in one step; tried again on what another process made of it meanwhile. Throws what `change`
   * throws, and `conflict` where others keep coming first.
   */
  async change(change: (book: Book) => Promise<Book>): Promise<Book> {
    for (let i = 0; i < TRIES; i++) {
      const json = await this.store.get(KEY);
      const changed = await change(bookOf(json));
      const wanted = JSON.stringify(changed);
      if (wanted === json || (await this.store.swap(KEY, json, wanted))) {
        this.#see(wanted);
        return changed;
      }
    }
    throw new AisleError('conflict', 'the rankings are being changed by others: try again');
  }

  async #look(): Promise<void> {
    try {
      this.#see(
        await withDeadline('the rankings', LOOK_DEADLINE, (signal) => this.store.get(KEY, { signal })),
      );
    } catch (error) {
      if (isAisleError(error) && error.code === 'corrupt') throw error;
      this.log.warn({ err: error }, 'the rankings could not be looked at: the last known ones go on');
    }
    this.#lookedAt = this.clock.now();
  }

  #see(json: string | undefined): void {
    if (this.#seen === undefined || this.#seen.json !== json) this.#seen = { json, book: bookOf(json) };
    this.#lookedAt = this.clock.now();
  }
}

/** The entry of a ranking: one that shipped is there before anybody changed it. */
export function entryOf(book: Book, name: string): BookEntry | undefined {
  const entry = Object.hasOwn(book, name) ? book[name] : undefined;
  if (entry !== undefined) return entry;
  const shipped = SHIPPED.get(name);
  if (shipped === undefined) return undefined;
  const { version, content } = shipped;
  return { live: version, before: [], versions: [{ version, content: shippedHash(content) }] };
}

export function namesIn(book: Book): string[] {
  return [...new Set([...SHIPPED.keys(), ...Object.keys(book)])].sort();
}

function bookOf(json: string | undefined): Book {
  return json === undefined ? {} : (JSON.parse(json) as Book);
}
