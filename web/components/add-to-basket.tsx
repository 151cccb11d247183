import { useEffect, useState } from 'preact/hooks';
import type { Product } from '../api/types.js';
import { addToBasket, useBasket } from '../state/basket.js';
import { touchOf } from '../state/touches.js';
import { Icon } from './icon.js';

/** What cannot be had now is not put into a basket. */
const NOT_TO_BE_HAD = new Set(['out_of_stock', 'discontinued']);

export function AddToBasket({ product: { id, availability = 'in_stock' } }: { product: Product }) {
  const [added, setAdded] = useState(false);
  useEffect(() => setAdded(false), [id]);
  const there = useBasket().find((line) => line.id === id)?.quantity ?? 0;
  const gone = NOT_TO_BE_HAD.has(availability);
  return (
    <div class="add">
      <button
        type="button"
        class="button large"
        disabled={gone}
        onClick={() => {
          addToBasket(id, touchOf(id));
          setAdded(true);
        }}
      >
        <Icon name="basket" /> {gone ? 'Not available now' : 'Add to basket'}
      </button>
      <p role="status" class="added">
        {added && there > 0 && (
          <>
            <Icon name="tick" /> {there === 1 ? 'In your basket.' : `${there} in your basket.`}{' '}
            <a href="/basket">See the basket</a>
          </>
        )}
      </p>
    </div>
  );
}
