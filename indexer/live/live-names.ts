import type { Product } from '../../catalog/index.js';
import { CATEGORY_SEPARATOR } from '../../mappings/index.js';
import type { CatalogueNames, NamesSoFar } from '../catalogue-names.js';

/**
 * The names of a generation and of what was changed in it. A name that nothing bears any more stays until the next one,
 * and so do the counts.
 */
export class LiveNames {
  readonly #brands: GrowingNames;
  readonly #categories: GrowingNames;
  #now: CatalogueNames;

  constructor(base: CatalogueNames) {
    this.#brands = new GrowingNames(base.brands);
    this.#categories = new GrowingNames(base.categories);
    this.#now = { ...base, brands: this.#brands.soFar(), categories: this.#categories.soFar() };
  }

  now(): CatalogueNames {
    return this.#now;
  }

  /** The same object as before where nothing new is named: what was prepared for it goes on. */
  with(products: readonly Product[]): CatalogueNames {
    for (const { brand, category = [] } of products) {
      if (brand !== undefined) this.#brands.add(brand);
      category.forEach((level, i) => {
        this.#categories.add(category.slice(0, i + 1).join(CATEGORY_SEPARATOR));
        this.#categories.add(level);
      });
    }
    const [brands, categories] = [this.#brands.soFar(), this.#categories.soFar()];
    if (brands.count > this.#now.brands.count || categories.count > this.#now.categories.count) {
      this.#now = { ...this.#now, brands, categories };
    }
    return this.#now;
  }
}

/** A list of its own, that of the base first. */
class GrowingNames {
  readonly #list: string[];
  readonly #known: Set<string>;

  constructor({ list, count }: NamesSoFar) {
    this.#list = list.slice(0, count);
    this.#known = new Set(this.#list);
  }

  add(name: string): void {
    if (this.#known.has(name)) return;
    this.#known.add(name);
    this.#list.push(name);
  }

  soFar(): NamesSoFar {
    return { list: this.#list, count: this.#list.length };
  }
}
