import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProductIndex } from '../../engines/products/index.js';
import type { PopularityStore, ProductCount } from '../../engines/state/index.js';
import { byProduct } from './by-product.js';
import { decayed } from './decay.js';

/** Products that are read at once: a few milliseconds of this thread. */
const CHUNK = 500;

/** One counted product of a generation. */
export interface CountedProduct {
  readonly count: number;
  readonly brand: string | undefined;
  readonly category: string | undefined;
}

/** The generation's products as they are now. */
export type Places = Pick<ProductIndex, 'ordinals' | 'columns' | 'documents'>;

/**
 * Decayed counts of one generation's products, brands and categories: follows the store as events come, and single
 * products as they change. What was deleted keeps its part of the sums until the next generation.
 */
export class CountedCatalogue {
  readonly #store: PopularityStore;
  readonly #halfLife: number;
  /** Ordinals from here on are of products that changed since it was built. */
  readonly #built: number;
  readonly #products = new Map<string, CountedProduct>();
  /** Ids of counted products. An ordinal is given once: what it stands for never changes. */
  readonly #ids = new Map<number, string>();
  /** Ordinals of changed products that were looked up. */
  readonly #seen = new Set<number>();
  readonly #brands = new Map<string, number>();
  readonly #categories = new Map<string, number>();
  #total = 0;
  /** Of the counts that are held: −1 before the first. */
  #version = -1;
  #epoch = -1;
  newestDay = -1;

  /** `built`: products of the generation when it was built. */
  constructor(store: PopularityStore, built: number, halfLife: number) {
    this.#store = store;
    this.#built = built;
    this.#halfLife = halfLife;
  }

  get products(): ReadonlyMap<string, CountedProduct> {
    return this.#products;
  }
  /** The id of a counted product; undefined where it has no counts. */
  id(ordinal: number): string | undefined {
    return this.#ids.get(ordinal);
  }
  get total(): number {
    return this.#total;
  }
  brand(name: string): number {
    return this.#brands.get(name) ?? 0;
  }
  category(name: string): number {
    return this.#categories.get(name) ?? 0;
  }

  /**
   * Takes in what changed; false when everything has to be read anew, into another one: counts went down, the newest day
   * moved on (all counts are then older), or more changed than is quick.
   */
  async follow(places: Places): Promise<boolean> {
    const { version, epoch } = await this.#store.counted();
    if (version === this.#version) return true;
    if (this.#version < 0 || epoch !== this.#epoch) return false;
    const ids = await this.#store.countedProducts({ since: this.#version, limit: CHUNK });
    if (ids.length === CHUNK) return false;
    const counts = await this.#store.productCounts(ids);
    if (newest(counts) > this.newestDay) return false;
    await this.#take(places, ids, counts);
    this.#version = version;
    return true;
  }

  /** Reads everything, in pieces that let others have a turn. */
  async load(places: Places): Promise<void> {
    const { version, epoch } = await this.#store.counted();
    const pages: { ids: readonly string[]; counts: readonly ProductCount[] }[] = [];
    let after = '';
    for (;;) {
      const ids = await this.#store.countedProducts({ after, limit: CHUNK });
      if (ids.length === 0) break;
      const counts = await this.#store.productCounts(ids);
      pages.push({ ids, counts });
      this.newestDay = Math.max(this.newestDay, newest(counts));
      after = ids.at(-1) ?? after;
      await nextTurn();
    }
    for (const { ids, counts } of pages) {
      await this.#take(places, ids, counts);
      await nextTurn();
    }
    this.#version = version;
    this.#epoch = epoch;
  }

  /** Finds out which products those of the ordinals are that changed since the generation was built: once each. */
  async see(places: Places, ordinals: Uint32Array): Promise<void> {
    const unseen = [...ordinals].filter((ordinal) => ordinal >= this.#built && !this.#seen.has(ordinal));
    for (let from = 0; from < unseen.length; from += CHUNK) {
      const chunk = unseen.slice(from, from + CHUNK);
      const products = await places.documents(Uint32Array.from(chunk));
      const ids = [...new Set(products.flatMap((product) => product?.id ?? []))];
      await this.#take(places, ids, await this.#store.productCounts(ids));
      chunk.forEach((ordinal, at) => {
        this.#seen.add(ordinal);
        const id = products[at]?.id;
        if (id !== undefined && this.#products.has(id)) this.#ids.set(ordinal, id);
      });
    }
  }

  async #take(places: Places, ids: readonly string[], counts: readonly ProductCount[]): Promise<void> {
    if (counts.length === 0) return;
    const byId = byProduct(counts);
    const found = await places.ordinals(ids);
    const held = ids.flatMap((id, index) => {
      const ordinal = found[index];
      return ordinal === undefined || !byId.has(id) ? [] : [{ id, ordinal }];
    });
    const { brand, category } = await places.columns(Uint32Array.from(held, ({ ordinal }) => ordinal));
    held.forEach(({ id, ordinal }, row) => {
      const known = this.#products.get(id);
      const product = {
        count: decayed(byId.get(id) ?? [], this.newestDay, this.#halfLife),
        brand: brand[row],
        category: category[row],
      };
      this.#products.set(id, product);
      this.#ids.set(ordinal, id);
      // What changed its brand takes its count along.
      if (known !== undefined) this.#count(known, -known.count);
      this.#count(product, product.count);
    });
  }

  #count({ brand, category }: CountedProduct, more: number): void {
    this.#total += more;
    add(this.#brands, brand, more);
    add(this.#categories, category, more);
  }
}

function newest(counts: readonly ProductCount[]): number {
  return counts.reduce((day, each) => Math.max(day, each.day), -1);
}

function add(sums: Map<string, number>, name: string | undefined, more: number): void {
  if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + more);
}
