import type { CallOptions } from '../../base/index.js';
import type { ProductColumns, ProductIndex } from '../../engines/products/index.js';
import type { PopularityStore } from '../../engines/state/index.js';
import { isWithinCategory } from '../../mappings/index.js';
import { catalogueShares } from '../catalogue-shares.js';
import { byProduct } from './by-product.js';
import { CountedCatalogue, type CountedProduct, type Places } from './counted-catalogue.js';
import { decayed } from './decay.js';
import { mostWanted, type WantedProduct } from './most-wanted.js';
import { relativeRate, type Wanted } from './relative-rate.js';

/** A generation as it is now. */
interface Counted {
  readonly products: Places & Pick<ProductIndex, 'members'>;
  /** Of the generation as it was built: the same object while single products change, so that nothing is counted anew. */
  readonly meta: { readonly size: number };
}

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
    generation: Counted,
    asked: {
      readonly query: string;
      readonly ordinals: Uint32Array;
      readonly columns: Pick<ProductColumns, 'brand' | 'category'>;
    },
    options?: CallOptions,
  ): Promise<Float32Array>;
  /**
   * The most wanted products, of a category (a path prefix like `Shoes > Running`) where one is named; ties by id. One
   * that was added since the generation was built is known from its next event, or the first `signal` that sees it.
   */
  popularProducts(
    generation: Counted,
    wish: { readonly category?: string; readonly limit: number },
  ): Promise<readonly PopularProduct[]>;
}

export interface PopularityParts {
  readonly store: PopularityStore;
  /** Days after which an event counts half. */
  readonly halfLife: number;
}

export function createPopularity({ store, halfLife }: PopularityParts): Popularity {
  const catalogues = new WeakMap<object, Promise<CountedCatalogue>>();

  /**
   * One reading at a time for each generation: whoever comes meanwhile waits for it, then looks again. It goes on when a
   * caller stops waiting: the next one needs it too.
   */
  const catalogue = (
    { products, meta }: Counted,
    ordinals: Uint32Array = new Uint32Array(),
  ): Promise<CountedCatalogue> => {
    const before = catalogues.get(meta);
    const next = (async () => {
      let known = await before?.catch(() => undefined);
      if (known === undefined || !(await known.follow(products))) {
        known = new CountedCatalogue(store, meta.size, halfLife);
        await known.load(products);
      }
      await known.see(products, ordinals);
      return known;
    })();
    catalogues.set(meta, next);
    return next;
  };

  return {
    signal: async (generation, { query, ordinals, columns }, options) => {
      const [known, shares, ofQuery] = await Promise.all([
        catalogue(generation, ordinals),
        catalogueShares(generation.products, generation.meta),
        store.queryCounts(query, options),
      ]);
      const all = { count: known.total, products: shares.brands.total };
      const { newestDay } = known;
      const counts = byProduct(ofQuery);
      const asked = { count: decayed(ofQuery, newestDay, halfLife), products: counts.size };
      return Float32Array.from(ordinals, (ordinal, row) => {
        const brand = columns.brand[row];
        const category = columns.category[row];
        const id = known.id(ordinal);
        const product = id === undefined ? undefined : known.products.get(id);
        const own = id === undefined ? [] : (counts.get(id) ?? []);
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
    popularProducts: async (generation, { category, limit }) => {
      const known = await catalogue(generation);
      const found: PopularProduct[] = [];
      // Some may be gone since: then the next ones stand in.
      let last: WantedProduct | undefined;
      while (found.length < limit) {
        const some = mostWanted(wantedOf(known.products, category), limit, last);
        const ordinals = await generation.products.ordinals(some.map(({ id }) => id));
        some.forEach((each, at) => {
          const ordinal = ordinals[at];
          if (ordinal !== undefined && found.length < limit) found.push({ ...each, ordinal });
        });
        if (some.length < limit) break;
        last = some.at(-1);
      }
      return found;
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

function* wantedOf(
  products: ReadonlyMap<string, CountedProduct>,
  category: string | undefined,
): Generator<WantedProduct> {
  for (const [id, { count, category: path }] of products)
    if (count > 0 && (category === undefined || isWithinCategory(path, category))) yield { id, count };
}
