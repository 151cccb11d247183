import type { CountedType, ProductCount } from '../../engines/state/index.js';

/** What each kind of event says of how wanted a product is, against a purchase. */
const WEIGHTS: Readonly<Record<CountedType, number>> = { view: 0.2, click: 0.3, cart: 0.6, purchase: 1 };

/** Units of one purchase today: whole numbers add up to the same sum in any order, to the last bit. */
const UNITS = 2 ** 20;

/**
 * Σ count · w · 2^(−age / half-life), in purchases of today; age is counted from the newest day of any event, not from a
 * clock: the same events say the same thing at any later time. 8 billion purchases are still exact.
 */
export function decayed(counts: readonly ProductCount[], newestDay: number, halfLifeDays: number): number {
  let units = 0;
  for (const { type, count, day } of counts)
    units += count * Math.round(UNITS * WEIGHTS[type] * 2 ** ((day - newestDay) / halfLifeDays));
  return units / UNITS;
}
