import type { Product } from '../../catalog/index.js';

/** Which text of a product is embedded. A template's name belongs to a generation: another one is another reindex. */
export type Template = 'title' | 'full';

/** What stands for a product in the vector space: `title` is title, brand, colour and category; `full` adds the rest. */
export function passageText(product: Product, template: Template): string {
  const { title, brand, color, category = [], bullets = [], description } = product;
  const parts = [title, brand, color, ...category];
  if (template === 'full') parts.push(...bullets, description);
  return parts.filter((part) => part !== undefined).join(' ');
}
