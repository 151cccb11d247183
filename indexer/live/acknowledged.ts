import type { Product } from '../../catalog/index.js';

interface Entry {
  /** Absent: deleted. */
  readonly product: Product | undefined;
  /** The op's number, once it is durable. */
  readonly seq: Promise<number>;
  known: number | undefined;
}

/** Products as they are by updates that searches do not see yet: what the next patch of one is read by. */
export class Acknowledged {
  readonly #entries = new Map<string, Entry>();

  /** Takes a change in before it is durable; it is forgotten when that fails. */
  add(id: string, product: Product | undefined, seq: Promise<number>): void {
    const entry: Entry = { product, seq, known: undefined };
    this.#entries.set(id, entry);
    seq.then(
      (known) => (entry.known = known),
      () => this.#entries.get(id) === entry && this.#entries.delete(id),
    );
  }

  /** What is known of an id beyond what searches see; undefined: nothing. Waits until it is durable. */
  async find(id: string): Promise<{ readonly product: Product | undefined } | undefined> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    try {
      await entry.seq;
      return entry;
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
