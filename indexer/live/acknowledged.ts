import type { Product } from '../../catalog/index.js';

/** A product as an update left it. */
export interface Known {
  /** Undefined: deleted. */
  readonly product: Product | undefined;
  /** The update's number. */
  readonly seq: number;
}

interface Entry {
  /** Absent: deleted. */
  readonly product: Product | undefined;
  /** The op's number, once it is durable. */
  readonly seq: Promise<number>;
  known: number | undefined;
  /** What was known before: it holds again if this one fails. */
  before: Entry | undefined;
}

/** Products as they are by updates that searches do not see yet: what the next patch of one is read by. */
export class Acknowledged {
  readonly #entries = new Map<string, Entry>();

  /** Takes a change in before it is durable; when that fails, what was known before it holds again. */
  add(id: string, product: Product | undefined, seq: Promise<number>): void {
    const entry: Entry = { product, seq, known: undefined, before: this.#entries.get(id) };
    this.#entries.set(id, entry);
    seq.then(
      (known) => {
        entry.known = known;
        entry.before = undefined;
      },
      () => this.#takeBack(id, entry),
    );
  }

  #takeBack(id: string, failed: Entry): void {
    const newest = this.#entries.get(id);
    if (newest !== failed) {
      for (let later = newest; later !== undefined; later = later.before) {
        if (later.before === failed) later.before = failed.before;
      }
    } else if (failed.before === undefined) this.#entries.delete(id);
    else this.#entries.set(id, failed.before);
  }

  /** What is known of an id beyond what searches see; undefined: nothing. Waits until it is durable. */
  async find(id: string): Promise<Known | undefined> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    try {
      return { product: entry.product, seq: await entry.seq };
    } catch {
      return this.find(id);
    }
  }

  /** Searches see everything up to a number. */
  seen(seq: number): void {
    for (const [id, { known }] of this.#entries) {
      if (known !== undefined && known <= seq) this.#entries.delete(id);
    }
  }
}
