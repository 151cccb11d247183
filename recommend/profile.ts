import type { EventType } from '../engines/state/index.js';
import {
  affinityOf,
  catalogueShares,
  direction,
  tasteOf,
  TYPE_WEIGHTS,
  type Shopper,
  type Taste,
} from '../shoppers/index.js';
import type { Context } from './context.js';
import { unit, type Rows } from './meaning.js';
import { HISTORY_DECAY } from './weights.js';

/** One product of a history that this generation holds. */
export interface HeldItem {
  readonly productId: string;
  readonly ordinal: number;
  readonly type: EventType;
  /** w_type · γ^rank */
  readonly weight: number;
  readonly brand: string | undefined;
  readonly category: string | undefined;
}

/** What a shopper's history says where no query was asked. */
export interface Profile {
  /** Newest first; never empty. */
  readonly items: readonly HeldItem[];
  /** Ordinals of what they bought. */
  readonly owned: readonly number[];
  readonly taste: Taste;
  /** Unit vector from the middle of the catalogue towards the history; undefined without vectors. */
  readonly direction: Float32Array | undefined;
  /** Vectors of the items. */
  readonly rows: Rows;
}

/** Undefined for a shopper of whom nothing is known, or none of whose products this generation holds. */
export async function profileOf(
  context: Context,
  shopper: Shopper | undefined,
): Promise<Profile | undefined> {
  if (shopper === undefined) return undefined;
  const ordinals = await context.ordinals(shopper.items.map(({ productId }) => productId));
  const known = shopper.items.flatMap(({ productId, type }, rank) => {
    const ordinal = ordinals.get(productId);
    return ordinal === undefined
      ? []
      : [{ productId, ordinal, type, weight: TYPE_WEIGHTS[type] * HISTORY_DECAY ** rank }];
  });
  if (known.length === 0) return undefined;
  const columns = await context.products((products, signal) =>
    products.columns(
      Uint32Array.from(known, ({ ordinal }) => ordinal),
      { signal },
    ),
  );
  const items = known.map((item, row) => ({
    ...item,
    brand: columns.brand[row],
    category: columns.category[row],
  }));
  const rows =
    (await context.meaning.rows(items.map(({ ordinal }) => ordinal))) ?? new Map<number, Float32Array>();
  return {
    items,
    owned: items.filter(({ type }) => type === 'purchase' || type === 'rating').map(({ ordinal }) => ordinal),
    taste: tasteOf(
      items.map(({ weight, brand, category }, row) => ({
        mass: weight,
        brand,
        category,
        price: columns.price[row] ?? Number.NaN,
      })),
    ),
    direction: towards(items, rows, context.meaning.mean),
    rows,
  };
}

/** Σ weight · (v − μ), at unit length. */
function towards(
  items: readonly HeldItem[],
  rows: Rows,
  mean: Float32Array | undefined,
): Float32Array | undefined {
  if (mean === undefined) return undefined;
  const placed = items.flatMap(({ ordinal, weight }) => {
    const row = rows.get(ordinal);
    return row === undefined ? [] : [{ row, weight }];
  });
  const matrix = new Float32Array(placed.length * mean.length);
  placed.forEach(({ row }, at) => matrix.set(row, at * mean.length));
  return unit(
    direction(
      placed.map(({ weight }) => weight),
      matrix,
      mean,
    ),
  );
}

/** How far products are to the taste: brand, category and price. In the order of the ordinals; 0 is the average. */
export async function affinities(
  context: Context,
  { taste }: Profile,
  ordinals: readonly number[],
): Promise<
  { readonly score: number; readonly brand: string | undefined; readonly category: string | undefined }[]
> {
  if (ordinals.length === 0) return [];
  const { products, meta } = context.generation;
  const [catalogue, columns] = await Promise.all([
    catalogueShares(products, meta),
    context.products((index, signal) => index.columns(Uint32Array.from(ordinals), { signal })),
  ]);
  return ordinals.map((_, row) => {
    const brand = columns.brand[row];
    const category = columns.category[row];
    const price = columns.price[row] ?? Number.NaN;
    return { score: affinityOf({ brand, category, price }, taste, catalogue), brand, category };
  });
}
