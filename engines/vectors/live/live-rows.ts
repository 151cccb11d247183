import { AisleError } from '../../../base/index.js';
import { checkQuery } from '../checks.js';
import type { VectorChange } from './vector-change.js';

/** In `current`: the base's row has no ordinal any more. */
export const GONE = 0xffff_ffff;
/** In `origins`: the row has a vector of its own. */
const OWN = 0xffff_ffff;

/** Which ordinal has which vector. Never changes. */
export class LiveRows {
  /** How many have one. */
  readonly size: number;

  constructor(
    /** By row of the base: the ordinal it has now, or `GONE`. Absent: each its own. */
    readonly current: Uint32Array | undefined,
    /** Rows of the base that are gone. */
    readonly gone: number,
    readonly baseSize: number,
    /** Ordinals beyond the base, ascending, those without a vector left out. */
    readonly ordinals: Uint32Array,
    /** By position of `ordinals`: the base's row, or `OWN`. */
    readonly origins: Uint32Array,
    /** By position of `ordinals`: the vector, where it is its own. */
    readonly vectors: readonly (Float32Array | undefined)[],
    /** The smallest ordinal that may be given next. */
    readonly next: number,
  ) {
    this.size = baseSize - gone + vectors.reduce((sum, vector) => sum + (vector === undefined ? 0 : 1), 0);
  }

  /** The base's row or the vector of an ordinal; undefined where it has none. */
  find(ordinal: number): number | Float32Array | undefined {
    if (ordinal < this.baseSize) {
      return this.current === undefined || this.current[ordinal] === ordinal ? ordinal : undefined;
    }
    let low = 0;
    let high = this.ordinals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    if (this.ordinals[low] !== ordinal) return undefined;
    const origin = this.origins[low] as number;
    return origin === OWN ? this.vectors[low] : origin;
  }
}

export function unchanged(size: number): LiveRows {
  return new LiveRows(undefined, 0, size, new Uint32Array(), new Uint32Array(), [], size);
}

/** The rows after changes, in their order. Throws `bad_request` as `LiveVectors.with` says. */
export function applyVectorChanges(
  rows: LiveRows,
  changes: readonly VectorChange[],
  dimensions: number,
): LiveRows {
  const { baseSize } = rows;
  const current = rows.current?.slice() ?? Uint32Array.from({ length: baseSize }, (_, row) => row);
  let { next, gone } = rows;
  /** What was given or taken since, by ordinal: undefined is taken. */
  const since = new Map<number, number | Float32Array | undefined>();
  const find = (ordinal: number) => (since.has(ordinal) ? since.get(ordinal) : rows.find(ordinal));
  const take = (ordinal: number) => {
    const found = find(ordinal);
    if (found === undefined) return undefined;
    since.set(ordinal, undefined);
    if (typeof found === 'number') {
      current[found] = GONE;
      gone++;
    }
    return found;
  };
  const give = (ordinal: number, vector: number | Float32Array) => {
    since.set(ordinal, vector);
    if (typeof vector === 'number') {
      current[vector] = ordinal;
      gone--;
    }
  };
  for (const [i, change] of changes.entries()) {
    if (change.kind === 'delete') {
      take(change.ordinal);
      continue;
    }
    if (change.kind === 'late') {
      if (change.ordinal < baseSize || change.ordinal >= next || find(change.ordinal) !== undefined) {
        const message = `ordinal ${change.ordinal}: expected one from ${baseSize} to ${next - 1} that has no vector`;
        throw new AisleError('bad_request', message);
      }
      checkQuery(change.vector, dimensions, `changes[${i}].vector`);
      give(change.ordinal, change.vector);
      continue;
    }
    if (change.ordinal < next) {
      throw new AisleError('bad_request', `ordinal ${change.ordinal}: expected one from ${next} on`);
    }
    next = change.ordinal + 1;
    if (change.kind === 'set') {
      checkQuery(change.vector, dimensions, `changes[${i}].vector`);
      if (change.replaces !== undefined) take(change.replaces);
      give(change.ordinal, change.vector);
    } else {
      const vector = take(change.as);
      if (vector !== undefined) give(change.ordinal, vector);
    }
  }
  return merged(rows, since, { current, gone, next });
}

function merged(
  rows: LiveRows,
  since: ReadonlyMap<number, number | Float32Array | undefined>,
  { current, gone, next }: { current: Uint32Array; gone: number; next: number },
): LiveRows {
  const all: { ordinal: number; origin: number; vector: Float32Array | undefined }[] = [];
  const push = (ordinal: number, origin: number, vector: Float32Array | undefined) =>
    all.push({ ordinal, origin, vector });
  rows.ordinals.forEach((ordinal, at) => {
    // Whatever was known and is named since was taken: ordinals are never given twice.
    if (!since.has(ordinal)) push(ordinal, rows.origins[at] as number, rows.vectors[at]);
  });
  for (const [ordinal, found] of since) {
    if (found === undefined) continue;
    if (typeof found === 'number') push(ordinal, found, undefined);
    else push(ordinal, OWN, found);
  }
  // Late ones lie between the others.
  all.sort((a, b) => a.ordinal - b.ordinal);
  return new LiveRows(
    current,
    gone,
    rows.baseSize,
    Uint32Array.from(all, ({ ordinal }) => ordinal),
    Uint32Array.from(all, ({ origin }) => origin),
    all.map(({ vector }) => vector),
    next,
  );
}
