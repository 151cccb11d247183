import type { ChangedText, StoredProduct } from '../../engines/products/index.js';
import {
  withGone,
  type LiveVectors,
  type VectorChange,
  type VectorIndex,
} from '../../engines/vectors/index.js';

/** A product whose text has no vector here. */
export interface Wanted {
  readonly id: string;
  readonly ordinal: number;
  readonly textSeq: number;
  /** Undefined until the product was read. */
  readonly text: string | undefined;
  /** This process embeds it; else one is waited for that does. */
  readonly own: boolean;
  /** When it was first missed, in ms of a monotonic clock. */
  readonly since: number;
}

/**
 * Vectors of the products of a shared index: those of the base, which were made of the texts as they were built, and in
 * memory those of the texts that changed since, as the products bring them along.
 */
export class SharedVectors {
  #vectors: LiveVectors;
  /** Of each ordinal whose vector is not the base's: the op that its text is of. */
  readonly #held = new Map<number, number>();
  readonly #wanted = new Map<number, Wanted>();

  constructor(base: LiveVectors) {
    this.#vectors = base;
  }

  /** For queries, while the index holds so many products: what it has more of is of products that are gone. */
  now(products: number): VectorIndex {
    return withGone(this.#vectors, this.#vectors.size + this.#wanted.size - products);
  }

  wanted(): Wanted[] {
    return [...this.#wanted.values()];
  }

  /** Takes in texts that were read when the index was opened. */
  open(texts: readonly ChangedText[], now: number): void {
    this.#take(
      texts.map((text) => ({ ...text, text: undefined })),
      now,
    );
  }

  /** Takes in products as they are; `own`: the op numbers whose texts this process embeds. */
  see(
    stored: readonly StoredProduct[],
    now: number,
    {
      textOf,
      own,
    }: { readonly textOf: (stored: StoredProduct) => string; readonly own: ReadonlySet<number> },
  ): void {
    const changed = stored.flatMap((each) => {
      const { ordinal, textSeq, vector, product } = each;
      if (textSeq === undefined || this.#isKnown(ordinal, textSeq)) return [];
      const found = vector === undefined ? {} : { vector };
      return { id: product.id, ordinal, textSeq, text: textOf(each), ...found };
    });
    this.#take(changed, now, own);
  }

  /** Products that are gone. */
  forget(ordinals: Iterable<number>): void {
    const gone = [...ordinals];
    for (const ordinal of gone) {
      this.#held.delete(ordinal);
      this.#wanted.delete(ordinal);
    }
    this.#apply(gone.map((ordinal) => ({ kind: 'delete', ordinal })));
  }

  /** Those that nobody brought since `before` are embedded here. */
  adopt(before: number): void {
    for (const [ordinal, each] of this.#wanted) {
      if (each.since <= before) this.#wanted.set(ordinal, { ...each, own: true });
    }
  }

  /** Gives vectors to products that were without. */
  give(found: readonly { readonly wanted: Wanted; readonly vector: Float32Array }[]): void {
    const still = found.filter(
      ({ wanted: { ordinal, textSeq } }) => this.#wanted.get(ordinal)?.textSeq === textSeq,
    );
    this.#apply(still.map(({ wanted: { ordinal }, vector }) => ({ kind: 'replace', ordinal, vector })));
    for (const { wanted } of still) {
      this.#held.set(wanted.ordinal, wanted.textSeq);
      this.#wanted.delete(wanted.ordinal);
    }
  }

  #isKnown(ordinal: number, textSeq: number): boolean {
    return (this.#held.get(ordinal) ?? 0) >= textSeq;
  }

  #take(
    texts: readonly (ChangedText & { readonly text: string | undefined })[],
    now: number,
    own: ReadonlySet<number> = new Set(),
  ): void {
    const changes: VectorChange[] = [];
    for (const { id, ordinal, textSeq, text, vector } of texts) {
      const before = this.#wanted.get(ordinal);
      if (this.#isKnown(ordinal, textSeq) || (before !== undefined && before.textSeq > textSeq)) continue;
      if (vector?.length === this.#vectors.dimensions) {
        changes.push({ kind: 'replace', ordinal, vector });
        this.#held.set(ordinal, textSeq);
        this.#wanted.delete(ordinal);
        continue;
      }
      // What the vector that is there says is no longer so: the product is found by words until its own comes.
      if (this.#vectors.holds(ordinal)) changes.push({ kind: 'delete', ordinal });
      this.#held.delete(ordinal);
      const same = before?.textSeq === textSeq ? before : undefined;
      this.#wanted.set(ordinal, {
        id,
        ordinal,
        textSeq,
        text: text ?? same?.text,
        own: own.has(textSeq) || same?.own === true,
        since: same?.since ?? now,
      });
    }
    this.#apply(changes);
  }

  #apply(changes: readonly VectorChange[]): void {
    if (changes.length > 0) this.#vectors = this.#vectors.with(changes);
  }
}
