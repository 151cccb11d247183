/**
 * x / best: BM25 has no upper bound, so a query's scores are measured against its best product.
 * `best` is that of the whole generation, not of the filtered candidates: a filter then changes no score.
 * Nothing matched (best 0) gives 0 for all. Lee, "Analyses of multiple evidence combination", SIGIR 1997, with the minimum fixed at 0.
 */
export function shareOfBest(column: Float32Array, best: number, neutral: number): Float64Array {
  const out = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const raw = column[row] as number;
    if (Number.isNaN(raw)) out[row] = neutral;
    else if (best > 0) out[row] = raw / best;
  }
  return out;
}
