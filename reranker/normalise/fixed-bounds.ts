/**
 * (x − low) / (high − low) with bounds that belong to the model, never to the query: a query whose best product
 * is far off must not look like one whose best product is near. Not clamped: clamping would make ties of the nearest.
 */
export function fixedBounds(column: Float32Array, low: number, high: number, neutral: number): Float64Array {
  const out = new Float64Array(column.length);
  const width = high - low;
  for (let row = 0; row < column.length; row++) {
    const raw = column[row] as number;
    out[row] = Number.isNaN(raw) ? neutral : (raw - low) / width;
  }
  return out;
}
