import { withDeadline, type Logger } from '../base/index.js';
import type { PurchaseCounts, ShopperNames, StateStore } from '../engines/state/index.js';
import type { ProductIndex } from '../engines/products/index.js';
import type { Product } from '../catalog/index.js';
import type { Generation } from '../indexer/index.js';
import {
  readShopper,
  type Popularity,
  type PopularProduct,
  type Shopper,
  type ShopperRules,
} from '../shoppers/index.js';
import type { Source } from './answer.js';
import { Meaning } from './meaning.js';
import { NEIGHBOURS, type RecommendSettings } from './settings.js';

export interface ContextParts {
  readonly generation: Generation;
  readonly store: StateStore;
  readonly popularity: Popularity;
  /** What may be read of a shopper, now. */
  readonly shopperRules: () => ShopperRules;
  readonly settings: RecommendSettings;
  readonly log: Logger;
}

/** What one list is made with: the generation, the counts and the shopper, each with its deadline. */
export class Context {
  readonly settings: RecommendSettings;
  readonly generation: Generation;
  readonly meaning: Meaning;
  /** What did not answer. */
  readonly failed = new Set<Source>();
  readonly #documents = new Map<number, Product | undefined>();
  readonly #popularity: Popularity;
  readonly #shopperRules: () => ShopperRules;
  readonly #store: ContextParts['store'];
  readonly #log: Logger;

  constructor({ generation, store, popularity, shopperRules, settings, log }: ContextParts) {
    this.settings = settings;
    this.generation = generation;
    this.#store = store;
    this.#shopperRules = shopperRules;
    this.#popularity = popularity;
    this.#log = log;
    this.meaning = new Meaning(generation.vectors, (work) =>
      this.#look('vector', settings.legDeadline, work),
    );
  }

  /** Without products there is no list: throws `deadline_exceeded`, and what the engine throws. */
  products<T>(work: (products: ProductIndex, signal: AbortSignal) => Promise<T>): Promise<T> {
    return withDeadline('the product index', this.settings.legDeadline, (signal) =>
      work(this.generation.products, signal),
    );
  }

  /** Documents by ordinal, each read once; a product that is gone is not in it. */
  async documents(ordinals: readonly number[]): Promise<ReadonlyMap<number, Product>> {
    const unread = [...new Set(ordinals)].filter((ordinal) => !this.#documents.has(ordinal));
    if (unread.length > 0) {
      const read = await this.products((products, signal) =>
        products.documents(Uint32Array.from(unread), { signal }),
      );
      unread.forEach((ordinal, at) => this.#documents.set(ordinal, read[at]));
    }
    const found = new Map<number, Product>();
    for (const ordinal of ordinals) {
      const product = this.#documents.get(ordinal);
      if (product !== undefined) found.set(ordinal, product);
    }
    return found;
  }

  /** Ordinals of those of the ids that this generation holds, by id. */
  async ordinals(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const found = await this.products((products, signal) => products.ordinals(ids, { signal }));
    return new Map(ids.flatMap((id, at) => (found[at] === undefined ? [] : [[id, found[at]] as const])));
  }

  /** What shoppers bought with and after these products; undefined when the counts did not answer. */
  bought(productIds: readonly string[]): Promise<Awaited<ReturnType<PurchaseCounts['bought']>> | undefined> {
    const { leastShoppers: least, shopperDeadline } = this.settings;
    return this.#look('events', shopperDeadline, (signal) =>
      this.#store.bought(productIds, { limit: NEIGHBOURS, least }, { signal }),
    );
  }

  /** The most wanted products; none where the counts did not answer. */
  async popular(wish: {
    readonly category?: string;
    readonly limit: number;
  }): Promise<readonly PopularProduct[]> {
    const { shopperDeadline } = this.settings;
    const found = await this.#look('events', shopperDeadline, () =>
      this.#popularity.popularProducts(this.generation, wish),
    );
    return found ?? [];
  }

  /** Undefined when nobody is named, nothing is known of them, or the store did not answer. */
  async shopper(names: ShopperNames): Promise<Shopper | undefined> {
    return this.#look('shopper', this.settings.shopperDeadline, (signal) =>
      readShopper(this.#store, names, this.#shopperRules(), { signal }),
    );
  }

  async #look<T>(
    source: Source,
    deadline: number,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await withDeadline(`the ${source} part`, deadline, work);
    } catch (error) {
      this.#log.warn({ source, err: error }, 'a source of recommendations did not answer');
      this.failed.add(source);
      return undefined;
    }
  }
}
