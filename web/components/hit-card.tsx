import type { Hit } from '../api/types.js';
import { ProductCard } from './product-card.js';
import { Why } from './why.js';

export function HitCard({ hit, early, onOpen }: { hit: Hit; early: boolean; onOpen: () => void }) {
  const { product, explain, highlights } = hit;
  const move = explain?.moves.find(({ stage }) => stage === 'personal');
  const lift = move === undefined ? 0 : move.from - move.to;
  return (
    <ProductCard
      product={product}
      highlights={highlights}
      early={early}
      onOpen={onOpen}
      badge={
        lift > 0 && (
          <span class="badge" title="Moved up for you">
            <span aria-hidden="true">↑ {lift} </span>for you
          </span>
        )
      }
    >
      {explain !== undefined && explain.signals.length > 0 && <Why explain={explain} />}
    </ProductCard>
  );
}
