import type { Product } from '../api/types.js';

/** Catalogues write 0 for a product that nobody rated. */
export const isRated = (product: Product): product is Product & { rating: number } =>
  product.rating !== undefined && product.ratingCount !== 0;

interface Props {
  rating: number;
  count?: number | undefined;
}

/** How well a product is rated, in stars and in words. */
export function Stars({ rating, count }: Props) {
  return (
    <span class="stars">
      <span class="stars-drawn" style={{ '--share': `${(100 * rating) / 5}%` }} aria-hidden="true">
        ★★★★★
      </span>
      <span class="sr-only">{rating.toFixed(1)} of 5 stars</span>
      <span class="stars-number" aria-hidden="true">
        {rating.toFixed(1)}
      </span>
      {count !== undefined && (
        <span class="soft">
          ({count.toLocaleString('en')}
          <span class="sr-only"> ratings</span>)
        </span>
      )}
    </span>
  );
}
