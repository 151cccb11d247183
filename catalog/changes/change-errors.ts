import type { FieldError } from '../../base/index.js';
import type { Product } from '../product.js';
import type { RowMapper } from '../row-mapper.js';
import type { Repair } from '../rows.js';
import type { CatalogChange } from './change.js';

/** A change as it was understood, with what was cleaned in it, or every reason why it is none. */
export type ReadChange =
  | { readonly change: CatalogChange; readonly repaired: readonly FieldError[] }
  | { readonly errors: readonly FieldError[] };

export type Row = Readonly<Record<string, unknown>>;

export const NO_SUCH_FIELD = 'expected no such field; what has no field of its own belongs into attributes';

export function unknownErrors(mapper: RowMapper): FieldError[] {
  return mapper.unknownFields().map(({ field }) => ({ path: field, message: NO_SUCH_FIELD }));
}

/** Values that could not be used: who sends one product hears of them, where a file's row would go on without. */
export function lostValues(repairs: readonly Repair[], product: Partial<Product>): FieldError[] {
  return repairs
    .filter(({ reason, field }) => reason.startsWith('bad_') && !isKept(field, product))
    .map(asError);
}

/** A stock below zero is known to be none, and a price knows its own currency. */
function isKept(field: string | undefined, product: Partial<Product>): boolean {
  return (field === 'availability' || field === 'currency') && product[field] !== undefined;
}

export function asError({ field = '', message }: Repair): FieldError {
  return { path: field, message };
}
