import { cleanProduct } from './cleaning/clean-product.js';
import { Repairs } from './cleaning/text.js';
import type { CatalogMap } from './map.js';
import type { Product } from './product.js';
import { RowMapper } from './row-mapper.js';

/**
 * Reads single rows as a file of such rows would be read; undefined for a row that is no product (no id, no title).
 * `now` in ms since 1970 bounds the dates.
 */
export function productReader(
  map: CatalogMap,
): (row: Readonly<Record<string, unknown>>, now: number) => Product | undefined {
  const mapper = new RowMapper(map);
  return (row, now) => {
    const cleaned = cleanProduct(mapper.toRaw(row), now, new Repairs());
    return 'product' in cleaned ? cleaned.product : undefined;
  };
}
