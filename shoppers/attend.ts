import { AisleError, type CallOptions } from '../base/index.js';
import type { ProductColumns, ProductIndex } from '../engines/products/index.js';
import type { VectorIndex } from '../engines/vectors/index.js';
import { affinityOf, tasteOf, type Observation } from './affinity.js';
import { attention } from './attention.js';
import { catalogueShares } from './catalogue-shares.js';
import { direction } from './direction.js';
import type { Shopper } from './read-shopper.js';
import { TYPE_WEIGHTS, type AttentionSettings } from './settings.js';

/** What a shopper's history has to say to one query. */
export interface Attended {
  /** g, 0 (silent: nothing may be moved) … below 1. */
  readonly gate: number;
  /** p: a product's `personal` signal is p·(v − μ). */
  readonly direction: Float32Array;
  /** Items with a say, by α, best first. */
  readonly items: readonly {
    readonly productId: string;
    readonly ordinal: number;
    readonly weight: number;
  }[];
  /** The `affinity` signal of products, in the order of the columns, times the gate; undefined when silent. */
  affinity(columns: ProductColumns): Float32Array | undefined;
}

/** What `attend` needs of a generation. */
interface Attendable {
  readonly products: Pick<ProductIndex, 'ordinals' | 'columns' | 'members'>;
  readonly vectors: Pick<VectorIndex, 'dimensions' | 'mean' | 'holds' | 'similarities' | 'vectors'>;
  /** Stands for the generation while its products change; absent: they do not. */
  readonly catalogue?: object;
}

/**
 * Attention over the shopper's history, on the condition of a query's vector. Products that the generation does not hold,
 * and those that have no vector yet, have no say. Throws what the engines throw; `deadline_exceeded` when the caller stops waiting.
 */
export async function attend(
  shopper: Shopper,
  query: Float32Array,
  { products, vectors, catalogue }: Attendable,
  settings: AttentionSettings,
  options?: CallOptions,
): Promise<Attended> {
  const found = await products.ordinals(
    shopper.items.map(({ productId }) => productId),
    options,
  );
  const held = shopper.items.flatMap(({ productId, type }, index) => {
    const ordinal = found[index];
    return ordinal === undefined || !vectors.holds(ordinal) ? [] : [{ productId, type, ordinal }];
  });
  if (held.length === 0) return silent(vectors.dimensions);
  const ordinals = Uint32Array.from(held, ({ ordinal }) => ordinal);
  const [similarities] = await vectors.similarities([query], ordinals, options);
  if (similarities === undefined)
    throw new AisleError('internal', 'the vector index answered no row for the query');
  const worth = held.map(({ type }) => TYPE_WEIGHTS[type]);
  const { weights, gate } = attention(similarities, worth, settings);
  if (gate === 0) return silent(vectors.dimensions);

  const items = held
    .map(({ productId, ordinal }, index) => ({ productId, ordinal, weight: weights[index] as number }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const attended = Uint32Array.from(items, ({ ordinal }) => ordinal);
  const [rows, columns, shares] = await Promise.all([
    vectors.vectors(attended, options),
    products.columns(attended, options),
    catalogueShares(products, catalogue),
  ]);
  const taste = tasteOf(observations(items, columns, gate));
  return {
    gate,
    direction: direction(
      items.map(({ weight }) => weight),
      rows,
      vectors.mean,
    ),
    items,
    affinity: ({ brand, category, price }) =>
      Float32Array.from(price, (each, row) => {
        const product = { brand: brand[row], category: category[row], price: each };
        return gate * affinityOf(product, taste, shares);
      }),
  };
}

function silent(dimensions: number): Attended {
  return {
    gate: 0,
    direction: new Float32Array(dimensions),
    items: [],
    affinity: () => undefined,
  };
}

/** α is shared with the null key; over 1 − g it is what the item was given before: its count. */
function observations(items: Attended['items'], columns: ProductColumns, gate: number): Observation[] {
  return items.map(({ weight }, row) => ({
    mass: weight / (1 - gate),
    brand: columns.brand[row],
    category: columns.category[row],
    price: columns.price[row] ?? Number.NaN,
  }));
}
