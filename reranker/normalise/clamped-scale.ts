/** x / scale, held within −1..1: what is known of a shopper or a shop may tip the balance, never run away with it. */
export function clampedScale(column: Float32Array, scale: number, neutral: number): Float64Array {
  const out = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const raw = column[row] as number;
    out[row] = Number.isNaN(raw) ? neutral : Math.min(1, Math.max(-1, raw / scale));
  }
  return out;
}
