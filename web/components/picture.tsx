import { useState } from 'preact/hooks';
import type { Product } from '../api/types.js';
import { colourOf, hueOf } from './colours.js';
import { shapeOf } from './shapes.js';

interface Props {
  product: Pick<Product, 'id' | 'title' | 'category' | 'color' | 'image'>;
  /** Seen without scrolling: loaded at once. */
  early?: boolean;
}

/** The product's own picture, or one drawn from its category and colour. Its place is square either way. */
export function Picture({ product, early = false }: Props) {
  const [broken, setBroken] = useState<string>();
  if (product.image !== undefined && broken !== product.image) {
    return (
      <img
        class="picture"
        src={product.image}
        alt=""
        width="400"
        height="400"
        decoding="async"
        loading={early ? 'eager' : 'lazy'}
        onError={() => setBroken(product.image)}
      />
    );
  }
  return (
    <svg
      class="picture drawn"
      viewBox="0 0 100 100"
      aria-hidden="true"
      style={{ '--hue': String(hueOf(product.id)) }}
    >
      <g transform="translate(19 17) scale(.62)">
        <ellipse cx="50" cy="95" rx="40" ry="4" class="shadow" />
        <path d={shapeOf(product)} fill={colourOf(product.color, product.id)} fill-rule="evenodd" />
      </g>
    </svg>
  );
}
