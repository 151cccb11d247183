import { AisleError } from '../../base/index.js';

/** How far a squared length may lie from 1: float32 rounding stays far below, a forgotten normalisation far above. */
const TOLERANCE = 1e-3;

/** Throws `bad_request` unless the row is finite and of unit length. */
export function checkRow(rows: Float32Array, offset: number, dimensions: number, ordinal: number): void {
  let squares = 0;
  for (let i = offset; i < offset + dimensions; i += 1) {
    const x = rows[i] as number;
    squares += x * x;
  }
  if (Math.abs(squares - 1) <= TOLERANCE) return;
  // NaN and infinity come out here too: they make the sum one of them.
  throw new AisleError(
    'bad_request',
    `vector ${ordinal}: expected finite numbers and unit length, found length ${Math.sqrt(squares)}`,
  );
}
