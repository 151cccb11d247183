import { MAX_REPORTED_ROW, MAX_REPORTED_VALUE } from './limits.js';
import type { Product } from './product.js';

/** Why a row became no product. */
export type RejectReason =
  | 'missing_id'
  | 'bad_id'
  | 'missing_title'
  | 'duplicate_id'
  | 'malformed_json'
  | 'not_an_object'
  | 'unbalanced_quote'
  | 'too_many_cells'
  | 'too_large'
  | 'cut_row';

/** What was put right, or left out, to make a row a product. */
export type RepairReason =
  | 'encoding'
  | 'mojibake'
  | 'control_characters'
  | 'html'
  | 'too_long'
  | 'too_many'
  | 'bad_value'
  | 'bad_price'
  | 'bad_currency'
  | 'bad_rating'
  | 'bad_rating_count'
  | 'bad_availability'
  | 'bad_category'
  | 'bad_date'
  | 'bad_url'
  | 'bad_attribute'
  | 'ragged_row'
  | 'quotes';

/** One thing put right. Without `field` it concerns the row. `value` is what stood there, cut when long. */
export interface Repair {
  readonly field?: string;
  readonly reason: RepairReason;
  readonly message: string;
  readonly value?: string;
}

/** `line`: the physical line where the row starts (NDJSON, CSV) or the element's number (JSON), from 1. */
export interface ProductRow {
  readonly kind: 'product';
  readonly line: number;
  readonly product: Product;
  readonly repairs: readonly Repair[];
}

export interface RejectedRow {
  readonly kind: 'rejected';
  readonly line: number;
  readonly field?: string;
  readonly reason: RejectReason;
  readonly message: string;
  /** The row as it stands in the file, cut at MAX_REPORTED_ROW characters. */
  readonly row: string;
}

export type CatalogRow = ProductRow | RejectedRow;

/** A row as a reader found it: a value to map, or the problem that kept it from being one. */
export type RawRow = {
  readonly line: number;
  readonly raw: string;
} & (
  | {
      readonly value: Readonly<Record<string, unknown>>;
      readonly repairs?: readonly Repair[];
      readonly problem?: undefined;
    }
  | { readonly value?: undefined; readonly problem: RowProblem }
);

/** What kept a row from being read. */
export interface RowProblem {
  readonly reason: RejectReason;
  readonly message: string;
}

/** A text cut at `limit` characters, saying how long it was; never inside a surrogate pair. */
function quote(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${cut(text, limit)}… (${text.length} characters in all)`;
}

export const quoteRow = (row: string): string => quote(row, MAX_REPORTED_ROW);

/** Any JSON value as a repair quotes it. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return quote(value, MAX_REPORTED_VALUE);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  return quote(text ?? typeof value, MAX_REPORTED_VALUE);
}

/** The first `limit` UTF-16 units of a text, one less where a surrogate pair would be halved. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
