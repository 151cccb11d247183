import type { Product } from '../../catalog/index.js';
import {
  analyse,
  analyseWithSurfaces,
  CATEGORY_SEPARATOR,
  identifierKey,
  isIdentifierAttribute,
  TEXT_FIELDS,
  type TextField,
} from '../../mappings/index.js';

/** Joins the parts of a list field, so that no word grows together with the next. */
const PART = '\n';

/** The text of one field as it is searched; empty where the product does not have it. */
export function fieldText(product: Product, field: TextField): string {
  switch (field) {
    case 'title':
      return product.title;
    case 'brand':
      return product.brand ?? '';
    case 'color':
      return product.color ?? '';
    case 'category':
      return product.category?.join(PART) ?? '';
    case 'bullets':
      return product.bullets?.join(PART) ?? '';
    case 'description':
      return product.description ?? '';
  }
}

/** Every path prefix of a category, root first: `Shoes`, `Shoes > Running`. The last one is the path itself. */
function categoryPrefixes(path: readonly string[]): string[] {
  return path.map((_, level) => path.slice(0, level + 1).join(CATEGORY_SEPARATOR));
}

/**
 * What a product holds in the keyword columns, as [field, distinct values]. Booleans are `true` and `false`;
 * attributes stand under `attributes.NAME`; numbers are not keywords.
 */
export function keywordValues(product: Product): [field: string, values: readonly string[]][] {
  const found: [string, readonly string[]][] = [];
  const add = (field: string, value: string | undefined) => {
    if (value !== undefined) found.push([field, [value]]);
  };
  add('brand', product.brand);
  if (product.category !== undefined) found.push(['category', categoryPrefixes(product.category)]);
  add('color', product.color);
  add('size', product.size);
  add('availability', product.availability);
  add('currency', product.currency);
  add('groupId', product.groupId);
  for (const [name, value] of Object.entries(product.attributes ?? {})) {
    if (typeof value === 'number') continue;
    const values = Array.isArray(value) ? [...new Set(value as readonly string[])] : [String(value)];
    if (values.length > 0) found.push([`attributes.${name}`, values]);
  }
  return found;
}

/** What a product holds in the numeric columns; only finite numbers. createdAt is milliseconds since the epoch. */
export function numericValues(product: Product): [field: string, value: number][] {
  const found: [string, number][] = [];
  const add = (field: string, value: number | undefined) => {
    if (value !== undefined && Number.isFinite(value)) found.push([field, value]);
  };
  add('price', product.price);
  add('rating', product.rating);
  add('ratingCount', product.ratingCount);
  add('createdAt', product.createdAt === undefined ? undefined : Date.parse(product.createdAt));
  for (const [name, value] of Object.entries(product.attributes ?? {})) {
    if (typeof value === 'number') add(`attributes.${name}`, value);
  }
  return found;
}

/** What a product is found by besides its words: its id, that of its group, and attributes that name an article. */
export function productIdentifiers({ id, groupId, attributes = {} }: Product): ReadonlySet<string> {
  const written = [id, ...(groupId === undefined ? [] : [groupId])];
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'boolean' || !isIdentifierAttribute(name)) continue;
    written.push(
      ...(typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : value),
    );
  }
  return new Set(written.flatMap((text) => identifierKey(text) ?? []));
}

/** What a text says. */
export interface TextWords {
  /** Index terms, in order, duplicates kept. */
  readonly terms: readonly string[];
  /** Each once: what a query's word may be corrected or completed to. */
  readonly surfaces: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
/** Descriptions hold most of a catalogue's odd words: nothing to correct or complete to. */
const WITHOUT_SURFACES: TextField = 'description';
const SURFACE_FIELDS = TEXT_FIELDS.filter((field) => field !== WITHOUT_SURFACES);

/** Analyses a text once, for finding and for correcting. */
export function textWords(text: string, field: TextField): TextWords {
  if (field === WITHOUT_SURFACES) return { terms: analyse(text), surfaces: NONE };
  const surfaces = new Set<string>();
  return { terms: analyseWithSurfaces(text, surfaces), surfaces };
}

/** The surface words of a product, each once: what its segment counts it for. */
export function productSurfaces(product: Product): ReadonlySet<string> {
  return new Set(surfaceTexts(product).flatMap(([field, text]) => [...textWords(text, field).surfaces]));
}

/** The texts that have surface words. */
export function surfaceTexts(product: Product): readonly (readonly [TextField, string])[] {
  return SURFACE_FIELDS.map((field) => [field, fieldText(product, field)] as const);
}
