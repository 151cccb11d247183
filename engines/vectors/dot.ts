/**
 * Dot product of `a` with the `dimensions` values of `rows` that begin at `offset`. One function for every path
 * (scan, graph, similarities), so that a product's cosine is the same number wherever it is asked for.
 * Four double sums hide the latency of the addition.
 */
export function dot(a: Float32Array, rows: Float32Array, offset: number, dimensions: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  let o = offset;
  // Both indices are within bounds; `as number` only drops the checked-index type, there is no cost.
  for (; i + 7 < dimensions; i += 8, o += 8) {
    s0 += (a[i] as number) * (rows[o] as number) + (a[i + 4] as number) * (rows[o + 4] as number);
    s1 += (a[i + 1] as number) * (rows[o + 1] as number) + (a[i + 5] as number) * (rows[o + 5] as number);
    s2 += (a[i + 2] as number) * (rows[o + 2] as number) + (a[i + 6] as number) * (rows[o + 6] as number);
    s3 += (a[i + 3] as number) * (rows[o + 3] as number) + (a[i + 7] as number) * (rows[o + 7] as number);
  }
  for (; i < dimensions; i += 1, o += 1) s0 += (a[i] as number) * (rows[o] as number);
  return Math.fround(s0 + s1 + (s2 + s3));
}
