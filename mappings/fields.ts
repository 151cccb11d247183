/** The one field table: how each field of a product is searched, filtered, counted and sorted. */
export const TEXT_FIELDS = ['title', 'brand', 'color', 'category', 'bullets', 'description'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
/** Text fields that say what a product is, rather than tell of it. */
export const NAMING_FIELDS: readonly TextField[] = ['title', 'brand', 'color', 'category'];
export type FieldWeights = Readonly<Record<TextField, number>>;

/** BM25 field weights, those measured on the reference servers. */
export const DEFAULT_FIELD_WEIGHTS: FieldWeights = {
  title: 10,
  brand: 5,
  color: 5,
  category: 3,
  bullets: 1,
  description: 0.2,
};

/** Keyword fields: filter by value, facet by count. Attributes come besides, as `attributes.NAME`. */
export const KEYWORD_FIELDS = [
  'brand',
  'category',
  'color',
  'size',
  'availability',
  'currency',
  'groupId',
] as const;

/** Numeric fields: filter by range, facet as histogram, sort. createdAt is milliseconds since the epoch inside an engine. */
export const NUMERIC_FIELDS = ['price', 'rating', 'ratingCount', 'createdAt'] as const;
export type NumericField = (typeof NUMERIC_FIELDS)[number];

/** Joins the levels of a category path in filters and facets: `Shoes > Running`. */
export const CATEGORY_SEPARATOR = ' > ';

/** Whether a joined path lies in the category or below it. */
export function isWithinCategory(path: string | undefined, category: string): boolean {
  return path === category || (path?.startsWith(category + CATEGORY_SEPARATOR) ?? false);
}
