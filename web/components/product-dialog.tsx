import { useEffect, useRef, useState } from 'preact/hooks';
import type { Hit } from '../api.js';
import { money } from '../money.js';
import { Picture } from './picture.js';

interface Props {
  hit: Hit;
  /** Whose basket it is; nobody's without a name. */
  shopper: string | undefined;
  addToBasket: () => Promise<void>;
  close: () => void;
}

export function ProductDialog({ hit, shopper, addToBasket, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [added, setAdded] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const { product } = hit;
  return (
    <dialog ref={dialog} onClose={close} aria-label={product.title}>
      <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
        ×
      </button>
      <div class="detail">
        <Picture product={product} />
        <div>
          <p class="maker">{product.brand}</p>
          <h2>{product.title}</h2>
          <p class="facts">
            <strong>{product.price === undefined ? '' : money(product.price, product.currency)}</strong>
          </p>
          {product.category !== undefined && <p class="took">{product.category.join(' › ')}</p>}
          {product.bullets !== undefined && (
            <ul>
              {product.bullets.map((bullet) => (
                <li key={bullet}>{bullet}</li>
              ))}
            </ul>
          )}
          {product.description !== undefined && <p>{product.description}</p>}
          {shopper === undefined ? (
            <p class="took">Choose a shopper above to put this into a basket.</p>
          ) : (
            <button
              type="button"
              class="buy"
              disabled={added}
              onClick={() => {
                setAdded(true);
                void addToBasket();
              }}
            >
              {added ? `In ${shopper}’s basket` : `Add to ${shopper}’s basket`}
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
}
