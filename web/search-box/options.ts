import type { Parts, Product, Suggestions } from '../api/types.js';
import { categoryHref, productHref, searchHref } from '../listing/view.js';

/** A line below the search box, and where it leads. */
export interface Option {
  group: string;
  href: string;
  text: string;
  parts?: Parts | undefined;
  /** What is said after the text. */
  more?: string;
  product?: Product;
  /** The query that it stands for, to be remembered. */
  query?: string;
}

export const LATELY = 'Lately searched for';

/** What is offered for a text: completions, categories, products; what was searched for lately where nothing is typed. */
export function optionsOf(
  text: string,
  suggestions: Suggestions | undefined,
  lately: readonly string[],
): Option[] {
  if (text.trim() === '')
    return lately.map((query) => ({ group: LATELY, href: searchHref(query), text: query, query }));
  if (suggestions === undefined) return [];
  return [
    ...suggestions.completions.map(({ text, parts }) => ({
      group: 'Searches',
      href: searchHref(text),
      text,
      parts,
      query: text,
    })),
    ...suggestions.categories.map(({ path, count }) => ({
      group: 'Categories',
      href: categoryHref(path),
      text: path.join(' › '),
      more: count.toLocaleString('en'),
    })),
    ...suggestions.products.map(({ id, product, highlights }) => ({
      group: 'Products',
      href: productHref(id),
      text: product.title,
      parts: highlights?.['title'],
      product,
    })),
  ];
}

/** The option that a key leads to; -1 is the text itself. Undefined where the key is not for the list. */
export function moved(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return active + 1 === count ? -1 : active + 1;
    case 'ArrowUp':
      return active === -1 ? count - 1 : active - 1;
    // In the text itself they belong to the cursor.
    case 'Home':
      return active === -1 ? undefined : 0;
    case 'End':
      return active === -1 ? undefined : count - 1;
    default:
      return undefined;
  }
}
