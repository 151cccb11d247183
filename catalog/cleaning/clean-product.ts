import { MAX_ID_BYTES, MAX_TEXT } from '../limits.js';
import type { Product } from '../product.js';
import { quoteValue, type RejectReason } from '../rows.js';
import { parseDate } from './date.js';
import { cleanAttributes, cleanBullets, cleanCategory, scalarText } from './lists.js';
import { parseCurrency, parsePrice, priceProblem } from './price.js';
import { cleanIdentifier, cleanText, type Repairs } from './text.js';
import { parseAvailability, parseRating, parseRatingCount, parseUrl, stockLevel, urlList } from './values.js';

export const PRODUCT_FIELDS = [
  'id',
  'title',
  'brand',
  'category',
  'description',
  'bullets',
  'color',
  'size',
  'price',
  'currency',
  'rating',
  'ratingCount',
  'availability',
  'image',
  'url',
  'groupId',
  'attributes',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Product)[];
export type ProductField = (typeof PRODUCT_FIELDS)[number];

/** A mapped row: what stands for each field, not yet looked at, and attributes that come from single fields. */
export interface RawProduct {
  readonly fields: { readonly [F in ProductField]?: unknown };
  readonly attributes: ReadonlyMap<string, unknown>;
}

export interface RejectProblem {
  readonly field: 'id' | 'title';
  readonly reason: RejectReason;
  readonly message: string;
}

type RejectProblems = readonly [RejectProblem, ...RejectProblem[]];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What spreadsheets and data frames write for "nothing". */
const NOTHING = /^\s*(?:null|undefined|nan|n\/a|#n\/a|none)?\s*$/i;

const absent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.length < 12 && NOTHING.test(value));

/**
 * A clean product, or every reason why there is none. What was put right or left out goes to `repairs`.
 * `now` in ms since 1970 bounds the dates. Never throws, whatever the values are.
 */
export function cleanProduct(
  raw: RawProduct,
  now: number,
  repairs: Repairs,
): { readonly product: Product } | { readonly problems: RejectProblems } {
  const { fields } = raw;
  const problems: RejectProblem[] = [];
  const id = cleanId('id', fields.id, repairs);
  if (typeof id !== 'string') {
    problems.push({
      field: 'id',
      reason: id === undefined ? 'missing_id' : 'bad_id',
      message: id?.message ?? 'no id',
    });
  }
  const title = textOf('title', fields.title, repairs, MAX_TEXT.title);
  if (title === undefined) problems.push({ field: 'title', reason: 'missing_title', message: 'no title' });
  const product: Mutable<Product> = { id: typeof id === 'string' ? id : '', title: title ?? '' };

  const brand = optionalText('brand', fields.brand, repairs);
  if (brand !== undefined) product.brand = brand;
  if (!absent(fields.category)) {
    const category = cleanCategory(fields.category, repairs);
    if (category.length > 0) product.category = category;
  }
  const description = optionalText('description', fields.description, repairs);
  if (description !== undefined) product.description = description;
  if (!absent(fields.bullets)) {
    const bullets = cleanBullets(fields.bullets, repairs);
    if (bullets.length > 0) product.bullets = bullets;
  }
  const color = optionalText('color', fields.color, repairs);
  if (color !== undefined) product.color = color;
  const size = optionalText('size', fields.size, repairs);
  if (size !== undefined) product.size = size;
  addPrice(product, fields.price, fields.currency, repairs);
  addNumbers(product, fields, repairs);
  addPlaces(product, fields, repairs);
  addDates(product, fields, now, repairs);
  const attributes = cleanAttributes(fields.attributes, raw.attributes, repairs);
  if (attributes !== undefined) product.attributes = attributes;
  const [first, ...others] = problems;
  return first === undefined ? { product } : { problems: [first, ...others] };
}

function cleanId(field: string, value: unknown, repairs: Repairs): string | undefined | { message: string } {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return { message: `${field} is a number of more digits than JSON readers keep; write it as a text` };
  }
  const text = typeof value === 'boolean' ? undefined : scalarText(value);
  if (text === undefined)
    return { message: `${field}: expected a text or a whole number, got ${quoteValue(value)}` };
  const id = cleanIdentifier(field, text, repairs);
  if (id === '') return undefined;
  const bytes = id.length * 3 <= MAX_ID_BYTES ? 0 : Buffer.byteLength(id);
  return bytes > MAX_ID_BYTES
    ? { message: `${field} has ${bytes} bytes; at most ${MAX_ID_BYTES} are allowed` }
    : id;
}

type TextField = 'title' | 'brand' | 'description' | 'color' | 'size';

const optionalText = (field: TextField, value: unknown, repairs: Repairs): string | undefined =>
  absent(value) ? undefined : textOf(field, value, repairs, MAX_TEXT[field]);

function textOf(field: TextField, value: unknown, repairs: Repairs, limit: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = Array.isArray(value)
    ? value
        .map(scalarText)
        .filter((part) => part !== undefined && part !== '')
        .join(', ')
    : scalarText(value);
  if (text === undefined) {
    repairs.add(field, 'bad_value', 'expected a text', value);
    return undefined;
  }
  return cleanText(field, text, limit, repairs) || undefined;
}

function addPrice(product: Mutable<Product>, value: unknown, code: unknown, repairs: Repairs): void {
  let currency: string | undefined;
  if (!absent(code)) {
    currency = typeof code === 'string' ? parseCurrency(code) : undefined;
    if (currency === undefined) repairs.add('currency', 'bad_currency', 'expected an ISO 4217 code', code);
  }
  if (!absent(value)) {
    const parsed = parsePrice(value);
    if (typeof parsed === 'string') {
      repairs.add('price', 'bad_price', parsed, value);
    } else {
      if (
        currency !== undefined &&
        parsed.currency !== undefined &&
        !parsed.ambiguous &&
        parsed.currency !== currency
      ) {
        repairs.add('currency', 'bad_currency', `the price itself says ${parsed.currency}`, currency);
        currency = parsed.currency;
      }
      currency ??= parsed.currency;
      const problem = priceProblem(parsed.price, currency);
      if (problem === undefined) product.price = Math.round(parsed.price * 1e4) / 1e4;
      else repairs.add('price', 'bad_price', problem, value);
    }
  }
  if (currency !== undefined) product.currency = currency;
}

function addNumbers(product: Mutable<Product>, fields: RawProduct['fields'], repairs: Repairs): void {
  if (!absent(fields.rating)) {
    const rating = parseRating(fields.rating);
    if (rating === undefined)
      repairs.add('rating', 'bad_rating', 'expected a number from 0 to 5', fields.rating);
    else product.rating = rating;
  }
  if (!absent(fields.ratingCount)) {
    const count = parseRatingCount(fields.ratingCount);
    if (count === undefined) {
      repairs.add(
        'ratingCount',
        'bad_rating_count',
        'expected a whole number, at least 0',
        fields.ratingCount,
      );
    } else product.ratingCount = count;
  }
  if (!absent(fields.availability)) {
    const availability = parseAvailability(fields.availability);
    if (availability === undefined) {
      repairs.add(
        'availability',
        'bad_availability',
        'expected in_stock, out_of_stock or the like',
        fields.availability,
      );
    } else {
      product.availability = availability;
      if ((stockLevel(fields.availability) ?? 0) < 0)
        repairs.add(
          'availability',
          'bad_availability',
          'a stock below zero was read as out_of_stock',
          fields.availability,
        );
    }
  }
}

function addPlaces(product: Mutable<Product>, fields: RawProduct['fields'], repairs: Repairs): void {
  for (const field of ['image', 'url'] as const) {
    const value = fields[field];
    if (absent(value)) continue;
    const list = urlList(value);
    if (list.length === 0) continue;
    const url = parseUrl(list[0]);
    if (url === undefined) repairs.add(field, 'bad_url', 'expected an http(s) address', list[0]);
    else product[field] = url;
    if (list.length > 1) repairs.add(field, 'too_many', 'the first address is kept', list.slice(1));
  }
  if (!absent(fields.groupId)) {
    const groupId = cleanId('groupId', fields.groupId, repairs);
    if (typeof groupId === 'string') product.groupId = groupId;
    else if (groupId !== undefined) repairs.add('groupId', 'bad_value', groupId.message, fields.groupId);
  }
}

function addDates(
  product: Mutable<Product>,
  fields: RawProduct['fields'],
  now: number,
  repairs: Repairs,
): void {
  for (const field of ['createdAt', 'updatedAt'] as const) {
    const value = fields[field];
    if (absent(value)) continue;
    const parsed = parseDate(value, now);
    if (typeof parsed === 'string') repairs.add(field, 'bad_date', parsed, value);
    else product[field] = parsed.iso;
  }
}
