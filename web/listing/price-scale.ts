/** Steps of a scale: at most a twentieth of the price, so that each is as large for a dear thing as for a cheap one. */
const SHARE = 1 / 20;

/**
 * Prices for a slider, from `lowest` to `highest` (whole amounts, the first below the second): between them whole
 * amounts at first, then round ones, further apart the higher they are.
 */
export function priceStops(lowest: number, highest: number): number[] {
  const stops = [lowest];
  for (let price = lowest; ;) {
    const step = roundStep(price);
    price = (Math.floor(price / step) + 1) * step;
    if (price >= highest) break;
    stops.push(price);
  }
  return [...stops, highest];
}

/** The largest of 1, 2, 5, 10, 20 … that is within the share of a price; at least 1. */
function roundStep(price: number): number {
  const most = price * SHARE;
  if (most < 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const [multiple = 1] = [5, 2].filter((each) => each * power <= most);
  return multiple * power;
}

/** Where a price lies between the stops, counted from 0 in stops and their fractions; at an end what lies beyond it. */
export function placeOf(stops: readonly number[], price: number): number {
  const next = stops.findIndex((stop) => stop > price);
  if (next === 0) return 0;
  const before = stops[next - 1];
  const after = stops[next];
  if (before === undefined || after === undefined) return stops.length - 1;
  return next - 1 + (price - before) / (after - before);
}
