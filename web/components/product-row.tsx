import { useEffect, useRef, useState } from 'preact/hooks';
import type { Recommended } from '../api/types.js';
import type { Remote } from '../state/remote.js';
import { Icon } from './icon.js';
import { ProductCard } from './product-card.js';
import { CardSkeletons } from './skeletons.js';

interface Props {
  heading: string;
  /** What there is to say beside the heading. */
  about?: string;
  items: Pick<Remote<Recommended[]>, 'value' | 'busy' | 'error'>;
}

/** Products side by side, to be scrolled through. A row that has nothing, or does not exist, is not shown. */
export function ProductRow({ heading, about, items: { value, busy, error } }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [turns, setTurns] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = new ResizeObserver(() => setTurns(element.scrollWidth > element.clientWidth + 1));
    measure.observe(element);
    return () => measure.disconnect();
  }, [value, busy]);
  if (error !== undefined || (!busy && (value === undefined || value.length === 0))) return null;
  const turn = (direction: 1 | -1) =>
    list.current?.scrollBy({ left: direction * 0.8 * list.current.clientWidth, behavior: 'smooth' });
  // A reason that all have is what the heading says.
  const reasons = new Set(value?.map(({ reason }) => reason)).size > 1;
  return (
    <section class="row" aria-label={heading} aria-busy={busy}>
      <div class="row-head">
        <div>
          <h2>{heading}</h2>
          {about !== undefined && <p class="soft">{about}</p>}
        </div>
        <div class="row-turns" hidden={!turns}>
          <button type="button" class="round" aria-label={`${heading}: back`} onClick={() => turn(-1)}>
            <Icon name="left" />
          </button>
          <button type="button" class="round" aria-label={`${heading}: on`} onClick={() => turn(1)}>
            <Icon name="right" />
          </button>
        </div>
      </div>
      {busy || value === undefined ? (
        <ul class="row-items">
          <CardSkeletons count={6} />
        </ul>
      ) : (
        <ul class="row-items" ref={list}>
          {value.map(({ id, product, reason }) => (
            <li key={id}>
              <ProductCard product={product}>
                {reasons && reason !== undefined && <p class="reason">{reason}</p>}
              </ProductCard>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
