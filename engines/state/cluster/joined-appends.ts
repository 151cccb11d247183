import type { Unnumbered } from './batch.js';

/** Bytes of entries that go into one batch when there is more than one append: a few milliseconds of the event loop. */
const MOST_BYTES = 1_048_576;
/** Entries of one: a reader takes them in one by one. */
const MOST_ENTRIES = 5_000;

interface Append {
  readonly texts: readonly Unnumbered[];
  readonly bytes: number;
  readonly resolve: (from: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends that come while one is being written are written together, in the order of the calls. An append is never
 * divided: what is written in one step is there whole or not at all.
 */
export class JoinedAppends {
  readonly #write: (texts: readonly Unnumbered[]) => Promise<number>;
  #waiting: Append[] = [];
  #running: Promise<void> | undefined;

  /** `write`: answers the number of the first entry. */
  constructor(write: (texts: readonly Unnumbered[]) => Promise<number>) {
    this.#write = write;
  }

  /** Answers the number of its first entry, once it is durable. */
  add(texts: readonly Unnumbered[]): Promise<number> {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ texts, bytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Waits for what is under way, however it ends. */
  async settle(): Promise<void> {
    await this.#running;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    // Appends of the same turn come in together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const together = this.#next();
      try {
        let from = await this.#write(together.flatMap(({ texts }) => texts));
        for (const { texts, resolve } of together) {
          resolve(from);
          from += texts.length;
        }
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#running = undefined;
  }

  #next(): Append[] {
    let [bytes, entries, count] = [0, 0, 0];
    for (const append of this.#waiting) {
      bytes += append.bytes;
      entries += append.texts.length;
      if (count > 0 && (bytes > MOST_BYTES || entries > MOST_ENTRIES)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
