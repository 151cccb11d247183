import type { CallOptions } from '../../base/index.js';
import type { ProductColumns, ProductIndex } from '../../engines/products/index.js';
import type { PopularityStore } from '../../engines/state/index.js';
import { CATEGORY_SEPARATOR } from '../../mappings/index.js';
import { catalogueShares } from '../catalogue-shares.js';
import { byProduct } from './by-product.js';
import { CountedCatalogue } from './counted-catalogue.js';
import { decayed } from './decay.js';
import { relativeRate, type Wanted } from './relative-rate.js';

type Products = Pick<ProductIndex, 'ordinals' | 'columns' | 'members'>;

export interface PopularProduct {
  readonly id: string;
  readonly ordinal: number;
  /** Decayed purchases: what was seen of it, each kind of event by its weight. */
  readonly count: number;
}

/** How wanted products are, from the events of all shoppers. */
export interface Popularity {
  /**
   * The `popularity` signal: ln of how often a product is wanted, as a multiple of the average one; after this query where
   * it was asked before. In the order of `ordinals`, whose columns are given.
   */
  signal(
    products: Products,
    asked: {
      readonly query: string;
      readonly ordinals: Uint32Array;
      readonly columns: Pick<ProductColumns, 'brand' | 'category'>;
    },
    options?: CallOptions,
  ): Promise<Float32Array>;
  /** The most wanted products, of a category (a path prefix like `Shoes > Running`) where one is named; ties by id. */
  popularProducts(
    products: Products,
    wish: { readonly category?: string; readonly limit: number },
  ): Promise<readonly PopularProduct[]>;
}

export interface PopularityParts {
  readonly store: PopularityStore;
  /** Days after which an event counts half. */
  readonly halfLife: number;
}

export function createPopularity({ store, halfLife }: PopularityParts): Popularity {
  const catalogues = new WeakMap<Products, Promise<CountedCatalogue>>();

  /**
   * One reading at a time for each generation: whoever comes meanwhile waits for it, then looks again. It goes on when a
   * caller stops waiting: the next one needs it too.
   */
  const catalogue = (products: Products): Promise<CountedCatalogue> => {
    const before = catalogues.get(products);
    const next = (async () => {
      const known = await before?.catch(() => undefined);
      if (known !== undefined && (await known.follow())) return known;
      const anew = new CountedCatalogue(store, products, halfLife);
      await anew.load();
      return anew;
    })();
    catalogues.set(products, next);
    return next;
  };

  return {
    signal: async (products, { query, ordinals, columns }, options) => {
      const [known, shares, ofQuery] = await Promise.all([
        catalogue(products),
        catalogueShares(products),
        store.queryCounts(query, options),
      ]);
      const all = { count: known.total, products: shares.brands.total };
      const { newestDay } = known;
      const counts = byProduct(ofQuery);
      const asked = { count: decayed(ofQuery, newestDay, halfLife), products: counts.size };
      return Float32Array.from(ordinals, (ordinal, row) => {
        const brand = columns.brand[row];
        const category = columns.category[row];
        const product = known.products.get(ordinal);
        const own = product === undefined ? [] : (counts.get(product.id) ?? []);
        return Math.log(
          relativeRate({
            all,
            brand: group(brand, known.brand.bind(known), shares.brands.counts),
            category: group(category, known.category.bind(known), shares.categories.counts),
            product: product?.count ?? 0,
            query: { ...asked, product: decayed(own, newestDay, halfLife) },
          }),
        );
      });
    },
    popularProducts: async (products, { category, limit }) => {
      const known = await catalogue(products);
      return [...known.products]
        .filter(([, product]) => product.count > 0 && within(product.category, category))
        .map(([ordinal, { id, count }]) => ({ id, ordinal, count }))
        .sort((a, b) => b.count - a.count || a.ordinal - b.ordinal)
        .slice(0, limit);
    },
  };
}

function group(
  name: string | undefined,
  countOf: (name: string) => number,
  sizes: ReadonlyMap<string, number>,
): Wanted | undefined {
  return name === undefined ? undefined : { count: countOf(name), products: sizes.get(name) ?? 1 };
}

function within(path: string | undefined, category: string | undefined): boolean {
  if (category === undefined) return true;
  return path !== undefined && (path === category || path.startsWith(`${category}${CATEGORY_SEPARATOR}`));
}
