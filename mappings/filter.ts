/**
 * A validated filter over the field table, as engines take it. `keyword` matches any of the values
 * (category: a path or a prefix of it, levels joined by CATEGORY_SEPARATOR); `range` is a numeric interval
 * with absent ends open; a product without the value does not match. Boolean attributes are the keywords `true`
 * and `false`. `words` matches a product that holds all words of a text in its naming fields, in any form that a query's
 * word finds; a text without words matches none.
 * Field names: those of the field table, or `attributes.NAME`.
 */
export type Filter =
  | { readonly kind: 'keyword'; readonly field: string; readonly values: readonly string[] }
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly gte?: number;
      readonly gt?: number;
      readonly lte?: number;
      readonly lt?: number;
    }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'any'; readonly filters: readonly Filter[] }
  | { readonly kind: 'all'; readonly filters: readonly Filter[] };

/** The top-level conjunction: each entry is named by its field (or undefined for `not` / `any`), so that a facet can leave its own out. */
export interface NamedFilter {
  readonly field: string | undefined;
  readonly filter: Filter;
}
