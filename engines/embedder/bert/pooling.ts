/**
 * Mean of a text's token vectors, scaled to unit length (Reimers & Gurevych 2019, Sentence-BERT).
 * `hidden` is rows × width × dimensions; the first `tokens` of row `row` count.
 */
export function meanPool(
  hidden: Float32Array,
  row: number,
  width: number,
  tokens: number,
  out: Float32Array,
): void {
  const dimensions = out.length;
  out.fill(0);
  for (let token = 0; token < tokens; token += 1) {
    const start = (row * width + token) * dimensions;
    for (let i = 0; i < dimensions; i += 1) out[i] = (out[i] ?? 0) + (hidden[start + i] ?? 0);
  }
  let squares = 0;
  for (const value of out) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < dimensions; i += 1) out[i] = (out[i] ?? 0) * scale;
}
