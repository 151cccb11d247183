/**
 * (x − (m − 3s)) / 6s with m and s the mean and standard deviation of the query's known values:
 * distribution-based score fusion (Mazzeschi 2023, as in Qdrant). All equal gives 0.5.
 */
export function distribution(column: Float32Array, neutral: number): Float64Array {
  let known = 0;
  let sum = 0;
  for (const raw of column) {
    if (Number.isNaN(raw)) continue;
    known++;
    sum += raw;
  }
  const mean = known === 0 ? 0 : sum / known;
  let squares = 0;
  for (const raw of column) if (!Number.isNaN(raw)) squares += (raw - mean) ** 2;
  const sd = known === 0 ? 0 : Math.sqrt(squares / known);
  const out = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const raw = column[row] as number;
    if (Number.isNaN(raw)) out[row] = neutral;
    else out[row] = sd > 0 ? (raw - mean) / (6 * sd) + 0.5 : 0.5;
  }
  return out;
}
