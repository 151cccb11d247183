import { useEffect, useState } from 'preact/hooks';
import type { NumericFacet } from '../api/types.js';
import { money } from '../components/money.js';
import { amount } from './request.js';
import { change, type View } from './view.js';

interface Props {
  view: View;
  go: (view: View) => void;
  facet: NumericFacet;
  currency: string | undefined;
}

/** From and to, by slider or as numbers, over how the prices are spread. */
export function PriceRange({ view, go, facet, currency }: Props) {
  const lowest = Math.floor(facet.min ?? 0);
  const highest = Math.max(lowest + 1, Math.ceil(facet.max ?? 0));
  const [from, setFrom] = useState(view.priceFrom);
  const [to, setTo] = useState(view.priceTo);
  useEffect(() => setFrom(view.priceFrom), [view.priceFrom]);
  useEffect(() => setTo(view.priceTo), [view.priceTo]);
  if (facet.buckets.length === 0 && view.priceFrom === '' && view.priceTo === '') return null;

  const low = Math.min(highest, Math.max(lowest, amount(from) ?? lowest));
  const high = Math.min(highest, Math.max(lowest, amount(to) ?? highest));
  const most = Math.max(1, ...facet.buckets.map(({ count }) => count));
  const share = (value: number) => `${(100 * (value - lowest)) / (highest - lowest)}%`;
  // A bound that takes nothing away is none.
  const set = (nextFrom: string, nextTo: string) => {
    const [a, b] = [amount(nextFrom), amount(nextTo)];
    const swapped = a !== undefined && b !== undefined && a > b;
    const priceFrom = swapped ? nextTo : nextFrom;
    const priceTo = swapped ? nextFrom : nextTo;
    if (priceFrom !== view.priceFrom || priceTo !== view.priceTo) go(change(view, { priceFrom, priceTo }));
  };
  const bound = (value: string, end: number) => (Number(value) === end ? '' : value);

  return (
    <fieldset class="facet price-range">
      <legend>Price</legend>
      <div class="histogram" aria-hidden="true">
        {facet.buckets.map((bucket) => (
          <span
            key={bucket.from}
            class={bucket.to > low && bucket.from <= high ? 'in' : ''}
            style={{ height: `${Math.max(4, (100 * bucket.count) / most)}%` }}
          />
        ))}
      </div>
      <div class="slider" style={{ '--low': share(low), '--high': share(high) }}>
        <input
          type="range"
          aria-label="Lowest price"
          aria-valuetext={money(low, currency)}
          min={lowest}
          max={highest}
          value={low}
          onInput={(event) =>
            setFrom(bound(String(Math.min(Number(event.currentTarget.value), high)), lowest))
          }
          onChange={(event) =>
            set(bound(String(Math.min(Number(event.currentTarget.value), high)), lowest), to)
          }
        />
        <input
          type="range"
          aria-label="Highest price"
          aria-valuetext={money(high, currency)}
          min={lowest}
          max={highest}
          value={high}
          onInput={(event) => setTo(bound(String(Math.max(Number(event.currentTarget.value), low)), highest))}
          onChange={(event) =>
            set(from, bound(String(Math.max(Number(event.currentTarget.value), low)), highest))
          }
        />
      </div>
      <form
        class="range"
        onSubmit={(event) => {
          event.preventDefault();
          set(from, to);
        }}
      >
        <input
          type="number"
          min="0"
          step="any"
          inputmode="decimal"
          aria-label="Price from"
          placeholder={String(lowest)}
          value={from}
          onInput={(event) => setFrom(event.currentTarget.value)}
          onChange={() => set(from, to)}
        />
        <span class="soft">to</span>
        <input
          type="number"
          min="0"
          step="any"
          inputmode="decimal"
          aria-label="Price to"
          placeholder={String(highest)}
          value={to}
          onInput={(event) => setTo(event.currentTarget.value)}
          onChange={() => set(from, to)}
        />
        <button type="submit" class="sr-only">
          Set the price
        </button>
      </form>
    </fieldset>
  );
}
