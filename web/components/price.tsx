import type { Product } from '../api/types.js';
import { money } from './money.js';

export function Price({ product: { price, currency } }: { product: Product }) {
  return <span class="price">{price === undefined ? 'Price on request' : money(price, currency)}</span>;
}
