import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProductIndex } from '../../engines/products/index.js';
import type { PopularityStore, ProductCount } from '../../engines/state/index.js';
import { byProduct } from './by-product.js';
import { decayed } from './decay.js';

/** Products that are read at once: a few milliseconds of this thread. */
const CHUNK = 500;

/** One counted product of a generation. */
export interface CountedProduct {
  readonly id: string;
  readonly count: number;
  readonly brand: string | undefined;
  readonly category: string | undefined;
}

type Places = Pick<ProductIndex, 'ordinals' | 'columns'>;

/** Decayed counts of one generation's products, brands and categories: follows the store as events come. */
export class CountedCatalogue {
  readonly #store: PopularityStore;
  readonly #places: Places;
  readonly #halfLife: number;
  readonly #products = new Map<number, CountedProduct>();
  readonly #brands = new Map<string, number>();
  readonly #categories = new Map<string, number>();
  #total = 0;
  /** Of the counts that are held: −1 before the first. */
  #version = -1;
  #epoch = -1;
  newestDay = -1;

  constructor(store: PopularityStore, places: Places, halfLife: number) {
    this.#store = store;
    this.#places = places;
    this.#halfLife = halfLife;
  }

  get products(): ReadonlyMap<number, CountedProduct> {
    return this.#products;
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
  async follow(): Promise<boolean> {
    const { version, epoch } = await this.#store.counted();
    if (version === this.#version) return true;
    if (this.#version < 0 || epoch !== this.#epoch) return false;
    const ids = await this.#store.countedProducts({ since: this.#version, limit: CHUNK });
    if (ids.length === CHUNK) return false;
    const counts = await this.#store.productCounts(ids);
    if (newest(counts) > this.newestDay) return false;
    await this.#take(ids, counts);
    this.#version = version;
    return true;
  }

  /** Reads everything, in pieces that let others have a turn. */
  async load(): Promise<void> {
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
      await this.#take(ids, counts);
      await nextTurn();
    }
    this.#version = version;
    this.#epoch = epoch;
  }

  async #take(ids: readonly string[], counts: readonly ProductCount[]): Promise<void> {
    const byId = byProduct(counts);
    const found = await this.#places.ordinals(ids);
    const held = ids.flatMap((id, index) => {
      const ordinal = found[index];
      return ordinal === undefined ? [] : [{ id, ordinal }];
    });
    const { brand, category } = await this.#places.columns(Uint32Array.from(held, ({ ordinal }) => ordinal));
    held.forEach(({ id, ordinal }, row) => {
      const known = this.#products.get(ordinal);
      const product = {
        id,
        count: decayed(byId.get(id) ?? [], this.newestDay, this.#halfLife),
        brand: brand[row],
        category: category[row],
      };
      this.#products.set(ordinal, product);
      const more = product.count - (known?.count ?? 0);
      this.#total += more;
      add(this.#brands, product.brand, more);
      add(this.#categories, product.category, more);
    });
  }
}

function newest(counts: readonly ProductCount[]): number {
  return counts.reduce((day, each) => Math.max(day, each.day), -1);
}

function add(sums: Map<string, number>, name: string | undefined, more: number): void {
  if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + more);
}
