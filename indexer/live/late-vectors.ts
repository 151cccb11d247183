import type { Product } from '../../catalog/index.js';
import type { Embedder } from '../../engines/embedder/index.js';
import type { ChangingProducts, StoredChange, StoredProduct } from '../../engines/products/index.js';
import type { LiveVectors, VectorIndex } from '../../engines/vectors/index.js';
import type { LiveParts } from './live-parts.js';
import { SharedVectors, type Wanted } from './shared-vectors.js';
import { TextVectors } from './text-vectors.js';

/** Products read or written at a time. */
const PAGE = 500;
/** Milliseconds until it is looked again whether another server has brought a vector. */
const LOOK_AGAIN = 1_000;

export interface LateVectorParts extends Pick<LiveParts, 'cache' | 'log'> {
  readonly products: ChangingProducts;
  readonly vectors: LiveVectors;
  readonly identity: string;
  readonly embedder: () => Promise<Embedder | undefined>;
  readonly textOf: (product: Product) => string;
  /** Milliseconds that a vector is waited for from another server. */
  readonly embedAfter: number;
  /** Called when it is time for {@link LateVectors.settle}. */
  readonly onReady: () => void;
}

type Put = Extract<StoredChange, { kind: 'put' }>;

/**
 * The vectors of changed texts over an index that several servers write to. Whoever writes a product embeds it, and puts
 * the vector into the document: with the product, or, where that takes longer, after it. The others read it from there.
 */
export class LateVectors {
  readonly #parts: LateVectorParts;
  readonly #vectors: SharedVectors;
  readonly #texts: TextVectors;
  #opened = false;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: LateVectorParts) {
    this.#parts = parts;
    this.#vectors = new SharedVectors(parts.vectors);
    const { identity, embedder, cache, log, onReady } = parts;
    const { dimensions } = parts.vectors;
    this.#texts = new TextVectors({ identity, dimensions, embedder, cache, log, onReady });
  }

  /** For queries, while the index holds so many products. */
  now(products: number): VectorIndex {
    return this.#vectors.now(products);
  }

  /** Reads, once, the vectors of all texts that changed before the index was opened. */
  async open(): Promise<void> {
    if (this.#opened) return;
    for await (const texts of this.#parts.products.changedTexts()) {
      this.#vectors.open(texts, performance.now());
    }
    this.#opened = true;
  }

  /**
   * Changes with the vectors of their new texts, as far as these are known within `patience` milliseconds. A text that is
   * older than the op `first` is another server's to embed.
   */
  async withVectors(
    changes: readonly StoredChange[],
    first: number,
    patience: number,
  ): Promise<readonly StoredChange[]> {
    const isNew = (change: StoredChange): change is Put =>
      change.kind === 'put' && change.vector === undefined && (change.textSeq ?? -1) >= first;
    const texts = changes.flatMap((change) => (isNew(change) ? this.#parts.textOf(change.product) : []));
    if (texts.length === 0) return changes;
    await this.#texts.lookUp(texts);
    const known = await this.#texts.of(texts, patience);
    return changes.map((change) => {
      const vector = isNew(change) ? known.get(this.#parts.textOf(change.product)) : undefined;
      return vector === undefined ? change : { ...change, vector };
    });
  }

  /** Takes in products as they are; `own`: the op numbers whose texts this server embeds. */
  see(stored: readonly StoredProduct[], own: ReadonlySet<number>): void {
    const textOf = ({ product }: StoredProduct) => this.#parts.textOf(product);
    this.#vectors.see(stored, performance.now(), { textOf, own });
  }

  forget(ordinals: Iterable<number>): void {
    this.#vectors.forget(ordinals);
  }

  /**
   * Gives vectors to products that are without, where they have come: embedded here, or brought by another server. With
   * `patience` without end, all that are missing are embedded here and waited for.
   */
  async settle(patience: number): Promise<void> {
    const forAll = patience === Infinity;
    this.#vectors.adopt(forAll ? Infinity : performance.now() - this.#parts.embedAfter);
    await this.#lookAgain();
    const own = this.#vectors.wanted().filter(({ own, text }) => own && text !== undefined);
    const textOf = ({ text }: Wanted) => text as string;
    this.#texts.keep(new Set(own.map(textOf)));
    if (own.length > 0) {
      const texts = own.map(textOf);
      await this.#texts.lookUp(texts);
      const known = await this.#texts.of(texts, forAll ? Infinity : 0);
      const found = own.flatMap((wanted) => {
        const vector = known.get(textOf(wanted));
        return vector === undefined ? [] : [{ wanted, vector }];
      });
      this.#vectors.give(found);
      await this.#bring(found);
    }
    const waits = this.#vectors.wanted().some((wanted) => !wanted.own);
    clearTimeout(this.#again);
    if (waits && !this.#closed) this.#again = setTimeout(this.#parts.onReady, LOOK_AGAIN).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#texts.close();
  }

  /** Reads products whose vector another server may have brought, or whose text is not known here. */
  async #lookAgain(): Promise<void> {
    const unknown = this.#vectors.wanted().filter(({ own, text }) => !own || text === undefined);
    for (let at = 0; at < unknown.length; at += PAGE) {
      const ids = unknown.slice(at, at + PAGE).map(({ id }) => id);
      const stored = await this.#parts.products.read(ids);
      this.see(stored, new Set());
      const there = new Set(stored.map(({ ordinal }) => ordinal));
      this.#vectors.forget(
        unknown.slice(at, at + PAGE).flatMap(({ ordinal }) => (there.has(ordinal) ? [] : ordinal)),
      );
    }
  }

  /** Puts vectors into the documents of products that went on without. */
  async #bring(found: readonly { readonly wanted: Wanted; readonly vector: Float32Array }[]): Promise<void> {
    const { products, log } = this.#parts;
    const vectors = new Map(found.map(({ wanted, vector }) => [wanted.ordinal, { ...wanted, vector }]));
    try {
      for (let at = 0; at < found.length; at += PAGE) {
        const ids = found.slice(at, at + PAGE).map(({ wanted }) => wanted.id);
        const stored = await products.read(ids);
        const changes = stored.flatMap((each): StoredChange[] => {
          const own = vectors.get(each.ordinal);
          if (own === undefined || each.vector !== undefined || own.textSeq !== each.textSeq) return [];
          return [{ kind: 'put', ...each, vector: own.vector }];
        });
        // A product that has changed meanwhile keeps that change: it takes its vector along by itself.
        await products.write(changes, { again: true });
      }
      // Whoever writes one of these products next takes its vector from what searches see.
      await products.refresh();
    } catch (error) {
      log.warn({ err: error }, 'vectors could not be given to the other servers: they embed for themselves');
    }
  }
}
