import { useState } from 'preact/hooks';
import type { Product } from '../api.js';
import { colourOf, tintOf } from '../colours.js';
import { shapeOf } from '../shapes.js';

/** The product's own picture, or one drawn from its category and colour. */
export function Picture({ product }: { product: Product }) {
  const [broken, setBroken] = useState(false);
  if (product.image !== undefined && !broken) {
    return <img class="picture" src={product.image} alt="" loading="lazy" onError={() => setBroken(true)} />;
  }
  const colour = colourOf(product.color, product.id);
  return (
    <svg class="picture" viewBox="0 0 100 100" aria-hidden="true" style={{ background: tintOf(product.id) }}>
      <path
        d={shapeOf(product)}
        fill={colour}
        stroke="#0003"
        stroke-width="1.5"
        stroke-linejoin="round"
        fill-rule="evenodd"
      />
    </svg>
  );
}
