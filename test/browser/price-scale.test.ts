import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeOf, priceStops } from '../../web/listing/price-scale.js';

test('stops are whole amounts at first, then round ones', () => {
  expect(priceStops(3, 6)).toEqual([3, 4, 5, 6]);
  expect(priceStops(97, 131)).toEqual([97, 98, 100, 105, 110, 115, 120, 125, 130, 131]);
  expect(priceStops(1_940, 2_250)).toEqual([1_940, 1_950, 2_000, 2_100, 2_200, 2_250]);
});

test('a price lies between its stops, and at an end where it is beyond it', () => {
  const stops = priceStops(97, 131);
  expect([0, 97, 102.5, 131, 500].map((price) => placeOf(stops, price))).toEqual([0, 0, 2.5, 9, 9]);
});

const range = fc
  .tuple(fc.nat(100_000), fc.integer({ min: 1, max: 10_000_000 }))
  .map(([lowest, span]) => [lowest, lowest + span] as const);

test('the stops ascend from end to end, few enough to be told apart, and each is found again', () => {
  fc.assert(
    fc.property(range, ([lowest, highest]) => {
      const stops = priceStops(lowest, highest);
      expect([stops[0], stops.at(-1)]).toEqual([lowest, highest]);
      expect(stops.length).toBeLessThan(600);
      stops.forEach((stop, i) => {
        expect(placeOf(stops, stop)).toBe(i);
        const step = (stops[i + 1] ?? Infinity) - stop;
        expect(step).toBeGreaterThan(0);
        if (i + 1 < stops.length) expect(step).toBeLessThanOrEqual(Math.max(1, stop / 20));
      });
    }),
  );
});
