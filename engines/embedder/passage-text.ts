import type { Product } from '../../catalog/index.js';

/** Which text of a product is embedded. `title`: title, brand, colour, category; `full`: bullets and description too. */
export type Template = 'title' | 'full';

/** The text that stands for a product. Absent fields leave nothing behind. */
export function passageText(product: Product, template: Template): string {
  const { title, brand, color, category, bullets, description } = product;
  const short = [title, brand, color, category?.join(' ')];
  const parts = template === 'title' ? short : [...short, ...(bullets ?? []), description];
  return parts.filter((part) => part !== undefined && part !== '').join('. ');
}
