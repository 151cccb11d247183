import type { Hit } from '../api.js';
import { money } from '../money.js';
import { Picture } from './picture.js';
import { Why } from './why.js';

export function HitCard({ hit, open }: { hit: Hit; open: () => void }) {
  const { product, explain } = hit;
  const move = explain?.moves.find(({ stage }) => stage === 'personal');
  return (
    <li class="card" data-id={hit.id}>
      <button type="button" class="cover" onClick={open}>
        <Picture product={product} />
        {move !== undefined && move.to < move.from && (
          <span class="badge" title="Moved up for this shopper">
            ↑ {move.from - move.to} for you
          </span>
        )}
        <span class="maker">{product.brand ?? '\u00a0'}</span>
        <span class="title">{product.title}</span>
      </button>
      <p class="facts">
        <strong>{product.price === undefined ? '' : money(product.price, product.currency)}</strong>
        {product.rating !== undefined && (
          <span title={`${product.rating} of 5`}>
            ★ {product.rating.toFixed(1)}
            {product.ratingCount !== undefined && (
              <small> ({product.ratingCount.toLocaleString('en')})</small>
            )}
          </span>
        )}
      </p>
      {explain !== undefined && explain.signals.length > 0 && <Why explain={explain} />}
    </li>
  );
}
