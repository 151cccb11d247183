import { describe, expect, test } from '@jest/globals';
import { covarianceStride, momentBytes, MomentSums, packMoments, spread, unpackMoments } from './moments.js';

describe('moments', () => {
  test('by hand: (1,0), (0,1), (-1,0)', () => {
    const sums = new MomentSums(2, 1);
    for (const row of [
      [1, 0],
      [0, 1],
      [-1, 0],
    ]) {
      sums.add(Float32Array.from(row));
    }
    const moments = sums.result();
    // μ = (0, 1/3); C = [[2/3, 0], [0, 1/3 − 1/9]], the off-diagonal doubled.
    expect([...moments.mean]).toEqual([0, 1 / 3]);
    expect(moments.triangle[0]).toBeCloseTo(2 / 3, 12);
    expect(moments.triangle[1]).toBeCloseTo(0, 12);
    expect(moments.triangle[2]).toBeCloseTo(2 / 9, 12);
    // Cosines with (.6, .8): .6, .8, −.6: mean .8/3, variance (.36 + .64 + .36)/3 − (.8/3)².
    const { mean, sd } = spread(Float32Array.of(0.6, 0.8), moments);
    expect(mean).toBeCloseTo(0.8 / 3, 7);
    expect(sd).toBeCloseTo(Math.sqrt(1.36 / 3 - (0.8 / 3) ** 2), 7);
  });

  test('the covariance comes from every stride-th vector, the mean from all', () => {
    const sums = new MomentSums(1, 2);
    for (const x of [1, -1, 1, -1]) sums.add(Float32Array.of(x));
    const { mean, sd } = spread(Float32Array.of(1), sums.result());
    expect(mean).toBe(0);
    expect(sd).toBe(0);
  });

  test('up to 20,000 vectors all are taken, above at most 20,000', () => {
    expect(covarianceStride(0)).toBe(1);
    expect(covarianceStride(20_000)).toBe(1);
    expect(covarianceStride(20_001)).toBe(2);
    expect(Math.ceil(1_000_000 / covarianceStride(1_000_000))).toBe(20_000);
  });

  test('of nothing: zeros, not NaN', () => {
    expect(spread(Float32Array.of(1, 0), new MomentSums(2, 1).result())).toEqual({ mean: 0, sd: 0 });
  });

  test('packed and unpacked they are the same', () => {
    const sums = new MomentSums(3, 1);
    sums.add(Float32Array.of(0.5, 0.25, 1));
    sums.add(Float32Array.of(1, 0, 0));
    const moments = sums.result();
    const packed = packMoments(moments);
    expect(packed.byteLength).toBe(momentBytes(3));
    expect(unpackMoments(packed, 3)).toEqual(moments);
  });
});
