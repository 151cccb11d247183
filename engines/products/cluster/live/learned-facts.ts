import { inSlices } from '../../../../base/index.js';
import type { Product } from '../../../../catalog/index.js';
import type { ColumnNames } from '../../column-names.js';
import { keywordValues, numericValues } from '../../product-fields.js';
import type { KnownFacts } from '../cluster-products.js';
import type { Opening } from '../opened-products.js';
import { boundariesOf, type Range } from '../read-columns.js';
import { NewWords } from './new-words.js';
import type { IndexedProduct } from './indexed-product.js';

/** Products taken in in one turn of the event loop: a new text takes up to a millisecond. */
const TURN = 10;

/** What is known of an index that products change in. What came is added; what went stays known until it is opened anew. */
export class LearnedFacts {
  readonly #words: NewWords;
  readonly #columns: ColumnNames;
  readonly #keyword: Set<string>;
  readonly #numeric: Set<string>;
  readonly #currencies: Set<string>;
  /** Currencies of the products that were taken in last. */
  #confirmed: ReadonlySet<string> = new Set();
  readonly #ranges: Map<string, Range>;
  #now: KnownFacts;

  /** `columns`: which fields get one, those that the index has among them. */
  constructor({ facts, ranges, vocabulary }: Opening, columns: ColumnNames) {
    this.#now = facts;
    this.#columns = columns;
    this.#words = new NewWords(vocabulary);
    this.#keyword = new Set(facts.keyword);
    this.#numeric = new Set(facts.numeric);
    this.#currencies = new Set(facts.currencies);
    this.#ranges = new Map(ranges);
  }

  get now(): KnownFacts {
    return this.#now;
  }

  /** Whether a currency that is known may have gone with what was taken in last. */
  get currencyMayBeGone(): boolean {
    return [...this.#currencies].some((currency) => !this.#confirmed.has(currency));
  }

  /** Takes in products as they are now, and what is gone. */
  async see(stored: readonly IndexedProduct[], gone: Iterable<number>): Promise<void> {
    for (const ordinal of gone) this.#words.forget(ordinal);
    let { grouped, late } = this.#now.shape;
    const { built } = this.#now.shape;
    this.#confirmed = new Set(stored.flatMap(({ product }) => pricedIn(product)));
    for (const currency of this.#confirmed) this.#currencies.add(currency);
    await inSlices(stored, TURN, (each) => {
      const { product, ordinal, group } = each;
      this.#words.see(each);
      this.#seeColumns(each);
      // A group that began with this very product has its number.
      grouped ||= product.groupId !== undefined && group !== ordinal;
      late ||= ordinal >= built;
    });
    this.#now = {
      ...this.#now,
      keyword: new Set(this.#keyword),
      numeric: new Set(this.#numeric),
      currencies: [...this.#currencies].sort(),
      vocabularies: this.#words.settle(),
      shape: { ...this.#now.shape, grouped, late, boundaries: boundariesOf(this.#ranges) },
    };
  }

  /** What was counted and asked since. */
  settle(documents: number, currencies: readonly string[] | undefined): void {
    if (currencies !== undefined) {
      this.#currencies.clear();
      for (const currency of currencies) this.#currencies.add(currency);
    }
    const known = [...this.#currencies].sort();
    this.#now = { ...this.#now, size: documents, documents, currencies: known };
  }

  #seeColumns({ product }: IndexedProduct): void {
    for (const [field] of keywordValues(product)) {
      if (this.#columns.admits(field)) this.#keyword.add(field);
    }
    for (const [field, value] of numericValues(product)) {
      if (!this.#columns.admits(field)) continue;
      this.#numeric.add(field);
      const { min, max } = this.#ranges.get(field) ?? { min: value, max: value };
      this.#ranges.set(field, { min: Math.min(min, value), max: Math.max(max, value) });
    }
  }
}

function pricedIn({ price, currency }: Product): string[] {
  return price === undefined || currency === undefined ? [] : [currency];
}
