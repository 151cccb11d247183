/**
 * Mean of a text's token vectors, padding left out, scaled to unit length (Reimers and Gurevych, "Sentence-BERT",
 * EMNLP 2019). `hidden` is [run, padded length, dimensions], row-major; text `row` has `length` tokens.
 */
export function meanPool(
  hidden: Float32Array,
  row: number,
  length: number,
  padded: number,
  out: Float32Array,
): void {
  const dimensions = out.length;
  out.fill(0);
  let at = row * padded * dimensions;
  for (let token = 0; token < length; token++) {
    for (let i = 0; i < dimensions; i++) out[i] = (out[i] as number) + (hidden[at++] as number);
  }
  // The division by `length` falls out of the scaling.
  let squares = 0;
  for (const value of out) squares += value * value;
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (let i = 0; i < dimensions; i++) out[i] = (out[i] as number) * scale;
}
