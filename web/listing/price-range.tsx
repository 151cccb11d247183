import { useEffect, useMemo, useState } from 'preact/hooks';
import type { NumericFacet } from '../api/types.js';
import { money } from '../components/money.js';
import { placeOf, priceStops } from './price-scale.js';
import { amount, change, type View } from './view.js';

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
  const stops = useMemo(() => priceStops(lowest, highest), [lowest, highest]);
  const [from, setFrom] = useState(view.priceFrom);
  const [to, setTo] = useState(view.priceTo);
  useEffect(() => setFrom(view.priceFrom), [view.priceFrom]);
  useEffect(() => setTo(view.priceTo), [view.priceTo]);
  if (facet.buckets.length === 0 && view.priceFrom === '' && view.priceTo === '') return null;

  const low = Math.min(highest, Math.max(lowest, amount(from) ?? lowest));
  const high = Math.min(highest, Math.max(lowest, amount(to) ?? highest));
  const most = Math.max(1, ...facet.buckets.map(({ count }) => count));
  const place = (price: number) => (100 * placeOf(stops, price)) / (stops.length - 1);
  const set = (nextFrom: string, nextTo: string) => {
    const [a, b] = [amount(nextFrom), amount(nextTo)];
    const swapped = a !== undefined && b !== undefined && a > b;
    const priceFrom = swapped ? nextTo : nextFrom;
    const priceTo = swapped ? nextFrom : nextTo;
    if (priceFrom !== view.priceFrom || priceTo !== view.priceTo) go(change(view, { priceFrom, priceTo }));
  };
  // A bound that takes nothing away is none; neither handle passes the other.
  const fromAt = (price: number) => (price <= lowest ? '' : String(Math.min(price, high)));
  const toAt = (price: number) => (price >= highest ? '' : String(Math.max(price, low)));
  const scale = { stops, currency };

  return (
    <fieldset class="facet price-range">
      <legend>Price</legend>
      <div class="histogram" aria-hidden="true">
        {facet.buckets.map((bucket) => (
          <span
            key={bucket.from}
            class={bucket.to > low && bucket.from <= high ? 'in' : ''}
            style={{
              left: `${place(bucket.from)}%`,
              width: `${place(bucket.to) - place(bucket.from)}%`,
              height: `${Math.max(4, (100 * bucket.count) / most)}%`,
            }}
          />
        ))}
      </div>
      <div class="slider" style={{ '--low': `${place(low)}%`, '--high': `${place(high)}%` }}>
        <Handle
          {...scale}
          label="Lowest price"
          price={low}
          move={(price) => setFrom(fromAt(price))}
          leave={(price) => set(fromAt(price), to)}
        />
        <Handle
          {...scale}
          label="Highest price"
          price={high}
          move={(price) => setTo(toAt(price))}
          leave={(price) => set(from, toAt(price))}
        />
      </div>
      <form
        class="range"
        onSubmit={(event) => {
          event.preventDefault();
          set(from, to);
        }}
      >
        <Amount label="Price from" end={lowest} text={from} write={setFrom} leave={() => set(from, to)} />
        <span class="soft">to</span>
        <Amount label="Price to" end={highest} text={to} write={setTo} leave={() => set(from, to)} />
        <button type="submit" class="sr-only">
          Set the price
        </button>
      </form>
    </fieldset>
  );
}

interface HandleProps {
  label: string;
  stops: readonly number[];
  currency: string | undefined;
  price: number;
  /** While it is dragged, and when it is let go. */
  move: (price: number) => void;
  leave: (price: number) => void;
}

function Handle({ label, stops, currency, price, move, leave }: HandleProps) {
  const chosen = ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
    stops[Number(currentTarget.value)] ?? price;
  return (
    <input
      type="range"
      aria-label={label}
      aria-valuetext={money(price, currency)}
      min={0}
      max={stops.length - 1}
      value={Math.round(placeOf(stops, price))}
      onInput={(event) => move(chosen(event))}
      onChange={(event) => leave(chosen(event))}
    />
  );
}

interface AmountProps {
  label: string;
  /** What no number stands for. */
  end: number;
  text: string;
  write: (text: string) => void;
  leave: () => void;
}

function Amount({ label, end, text, write, leave }: AmountProps) {
  return (
    <input
      type="number"
      min="0"
      step="any"
      inputmode="decimal"
      aria-label={label}
      placeholder={String(end)}
      value={text}
      onInput={(event) => write(event.currentTarget.value)}
      onChange={leave}
    />
  );
}
