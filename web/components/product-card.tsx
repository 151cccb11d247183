import type { ComponentChildren } from 'preact';
import type { Parts, Product } from '../api/types.js';
import { availabilityName } from '../listing/names.js';
import { productHref } from '../listing/view.js';
import { Marked } from './marked.js';
import { Picture } from './picture.js';
import { Price } from './price.js';
import { isRated, Stars } from './stars.js';

interface Props {
  product: Product;
  highlights?: Record<string, Parts> | undefined;
  /** A short word over the picture. */
  badge?: ComponentChildren;
  early?: boolean;
  onOpen?: () => void;
  children?: ComponentChildren;
}

/** A product in a list: all of it leads to its page. */
export function ProductCard({ product, highlights, badge, early = false, onOpen, children }: Props) {
  const { availability } = product;
  return (
    <article class="card" data-id={product.id}>
      <div class="card-cover">
        <Picture product={product} early={early} />
        {badge}
        {availability !== undefined && availability !== 'in_stock' && (
          <span class="stock-note">{availabilityName(availability)}</span>
        )}
      </div>
      <p class="card-brand">
        {product.brand === undefined ? (
          '\u00a0'
        ) : (
          <Marked parts={highlights?.['brand']} text={product.brand} />
        )}
      </p>
      <h3 class="card-title">
        <a href={productHref(product.id)} onClick={onOpen}>
          <Marked parts={highlights?.['title']} text={product.title} />
        </a>
      </h3>
      <p class="card-facts">
        <Price product={product} />
        {isRated(product) && <Stars rating={product.rating} count={product.ratingCount} />}
      </p>
      {children}
    </article>
  );
}
