import { sha256 } from '../../../../base/index.js';
import { productSurfaces, surfaceTexts } from '../../product-fields.js';
import { vocabularyOf, type Vocabularies, type Vocabulary } from '../../words/vocabulary.js';
import type { IndexedProduct } from './indexed-product.js';

/**
 * Words that products are written with since an index was opened, and that it did not know. Those that it knew keep their
 * counts: a few products more change nobody's correction.
 */
export class NewWords {
  readonly #base: Vocabulary;
  /** By ordinal of what changed since: a hash of the texts that words are taken from, and the new ones among them. */
  readonly #texts = new Map<number, { readonly hash: string; readonly words: readonly string[] }>();
  readonly #counts = new Map<string, number>();
  #now: Vocabularies;
  /** Since the vocabulary was made of them. */
  #counted = false;

  constructor(base: Vocabulary) {
    this.#base = base;
    this.#now = [base];
  }

  /** Takes in one product: a text that is known costs nothing, another one up to a millisecond. */
  see({ ordinal, product }: Pick<IndexedProduct, 'ordinal' | 'product'>): void {
    // Not the number of the text that is embedded: that need not be all of these.
    const hash = sha256(JSON.stringify(surfaceTexts(product)));
    if (hash === this.#texts.get(ordinal)?.hash) return;
    this.forget(ordinal);
    const words = [...productSurfaces(product)].filter((word) => this.#base.surfaces.find(word) < 0);
    this.#texts.set(ordinal, { hash, words });
    for (const word of words) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    this.#counted ||= words.length > 0;
  }

  forget(ordinal: number): void {
    const known = this.#texts.get(ordinal);
    if (known === undefined) return;
    this.#texts.delete(ordinal);
    for (const word of known.words) {
      const count = this.#counts.get(word) ?? 0;
      if (count > 1) this.#counts.set(word, count - 1);
      else this.#counts.delete(word);
    }
    this.#counted ||= known.words.length > 0;
  }

  /** The vocabularies with all that was taken in. */
  settle(): Vocabularies {
    if (this.#counted) {
      const words = [...this.#counts].map(([word, count]) => ({ word, count }));
      this.#now = words.length === 0 ? [this.#base] : [this.#base, vocabularyOf(words)];
      this.#counted = false;
    }
    return this.#now;
  }
}
