import type { Product } from '../../catalog/index.js';
import { CATEGORY_SEPARATOR } from '../../mappings/index.js';
import type { CatalogueNames } from '../catalogue-names.js';

/**
 * The names of a generation and of what was changed in it. A name that nothing bears any more stays until the next one,
 * and so do the counts.
 */
export class LiveNames {
  readonly #brands: Set<string>;
  readonly #categories: Set<string>;
  #now: CatalogueNames;

  constructor(base: CatalogueNames) {
    this.#now = base;
    this.#brands = new Set(base.brands);
    this.#categories = new Set(base.categories);
  }

  /** The same object as before where nothing new is named: what was prepared for it goes on. */
  with(products: readonly Product[]): CatalogueNames {
    const before = this.#brands.size + this.#categories.size;
    for (const { brand, category = [] } of products) {
      if (brand !== undefined) this.#brands.add(brand);
      category.forEach((level, i) => {
        this.#categories.add(category.slice(0, i + 1).join(CATEGORY_SEPARATOR)).add(level);
      });
    }
    if (this.#brands.size + this.#categories.size > before) {
      this.#now = {
        ...this.#now,
        brands: [...this.#brands],
        categories: [...this.#categories],
      };
    }
    return this.#now;
  }
}
