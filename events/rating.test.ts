import { expect, test } from '@jest/globals';
import { ratingOf } from './rating.js';

test.each<[Record<string, unknown>, number | undefined]>([
  [{ event_attributes: { rating: 4 } }, 4],
  [{ event_attributes: { rating: '2.5' } }, 2.5],
  [{ event_attributes: { object: { rating: 0 } } }, 0],
  [{ event_attributes: { object: { object_detail: { rating: 5 } } } }, 5],
  [{ rating: 3 }, 3],
  [{ event_attributes: { rating: 9 } }, undefined],
  [{ event_attributes: { rating: '' } }, undefined],
  [{}, undefined],
])('of %j is %p', (event, rating) => expect(ratingOf(event)).toBe(rating));
