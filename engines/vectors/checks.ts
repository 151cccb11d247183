import { AisleError } from '../../base/index.js';

/** Throws `bad_request` unless the query has the index's dimensions and is finite. */
export function checkQuery(query: Float32Array, dimensions: number, name: string): void {
  if (query.length !== dimensions) {
    const message = `${name}: expected ${dimensions} dimensions, found ${query.length}`;
    throw new AisleError('bad_request', message);
  }
  // Each search is checked by every index that it passes: a sum is 0 or not a number, and calls nothing back.
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += (query[i] as number) * 0;
  if (sum !== 0) {
    throw new AisleError('bad_request', `${name}: expected finite numbers, found NaN or infinity`);
  }
}

/** Throws `bad_request` unless k is a count. */
export function checkCount(k: number): void {
  if (Number.isSafeInteger(k) && k >= 0) return;
  throw new AisleError('bad_request', `k: expected a whole number from 0 on, found ${k}`);
}

/** Throws `bad_request` for an ordinal that an index of this size does not have. */
export function checkOrdinals(ordinals: Uint32Array, size: number): void {
  const bad = ordinals.find((ordinal) => ordinal >= size);
  if (bad === undefined) return;
  throw new AisleError('bad_request', `ordinals: expected numbers below ${size}, found ${bad}`);
}

/** Throws `bad_request` unless an index can have so many dimensions. */
export function checkDimensions(dimensions: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(dimensions) && dimensions >= 1 && dimensions <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1 on' : `from 1 to ${most}`;
  throw new AisleError('bad_request', `dimensions: expected a whole number ${range}, found ${dimensions}`);
}

/** Throws `bad_request` unless `rows` are whole. */
export function checkWhole(rows: Float32Array, dimensions: number): void {
  if (rows.length % dimensions === 0) return;
  const message = `rows: expected whole rows of ${dimensions} dimensions, found ${rows.length} values`;
  throw new AisleError('bad_request', message);
}
