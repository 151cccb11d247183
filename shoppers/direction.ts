/**
 * p = Σ α_i (v_i − μ): where, seen from the middle of the catalogue, the attended items lie. Not of unit length: the less
 * attention, the shorter, and so the less it moves.
 *
 * @param vectors n × d, row-major, one row a weight
 * @param mean μ, d long
 */
export function direction(
  weights: ArrayLike<number>,
  vectors: Float32Array,
  mean: Float32Array,
): Float32Array {
  const sum = new Float64Array(mean.length);
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number;
    const from = row * mean.length;
    for (let d = 0; d < mean.length; d++)
      sum[d] = (sum[d] as number) + weight * ((vectors[from + d] as number) - (mean[d] as number));
  }
  return Float32Array.from(sum);
}
