import { describe, expect, test } from '@jest/globals';
import { membersByMeaning } from './membership.js';

const scale = { floor: 0.35, deviations: 3.5, low: 0, high: 0.8 };
const found = (cosines: number[], mean: number, sd: number) => ({
  ordinals: Uint32Array.from(cosines, (_, i) => 10 + i),
  cosines: Float32Array.from(cosines),
  mean,
  sd,
});

describe('members by meaning', () => {
  test('end at the floor where the query is far from most of the catalogue', () => {
    // mean + 3.5 sd = .05 + .175 = .225, below the floor
    expect([...membersByMeaning(found([0.8, 0.5, 0.3499, 0.3], 0.05, 0.05), scale)]).toEqual([10, 11]);
  });

  test('end at mean + 3.5 sd where the query is near to everything', () => {
    // .3 + 3.5 · .05 = .475
    expect([...membersByMeaning(found([0.8, 0.476, 0.474], 0.3, 0.05), scale)]).toEqual([10, 11]);
  });

  test('are none for a query from another world, and none without an answer', () => {
    expect(membersByMeaning(found([0.3, 0.2], 0, 0.02), scale)).toHaveLength(0);
    expect(membersByMeaning(undefined, scale)).toHaveLength(0);
  });
});
