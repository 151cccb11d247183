import { isRecord } from '../../base/index.js';
import { cleanProduct } from '../cleaning/clean-product.js';
import { Repairs } from '../cleaning/text.js';
import { DEFAULT_MAP } from '../map.js';
import { RowMapper } from '../row-mapper.js';
import { asError, lostValues, unknownErrors, type ReadChange } from './change-errors.js';

/**
 * Reads a whole product as a row of a file is read; a value that cannot be used, or a field that nobody knows, is an
 * error here. `now` in ms since 1970 bounds the dates.
 */
export function readPut(item: unknown, now: number): ReadChange {
  if (!isRecord(item)) return { errors: [{ path: '', message: 'expected a product object' }] };
  const mapper = new RowMapper(DEFAULT_MAP);
  const repairs = new Repairs();
  const cleaned = cleanProduct(mapper.toRaw(item), now, repairs);
  const errors = unknownErrors(mapper);
  if ('problems' in cleaned) {
    errors.push(...cleaned.problems.map(({ field, message }) => ({ path: field, message })));
    return { errors: [...errors, ...lostValues(repairs.list, {})] };
  }
  const { product } = cleaned;
  errors.push(...lostValues(repairs.list, product));
  if (errors.length > 0) return { errors };
  return { change: { kind: 'put', id: product.id, product }, repaired: repairs.list.map(asError) };
}

/** The id that is named by itself or by an object's `id`, as it is cleaned; undefined where none is. */
export function readId(item: unknown): string | undefined {
  const id = isRecord(item) ? item['id'] : item;
  const raw = { fields: { id, title: 'any' }, attributes: new Map<string, unknown>() };
  const cleaned = cleanProduct(raw, 0, new Repairs());
  return 'product' in cleaned ? cleaned.product.id : undefined;
}
