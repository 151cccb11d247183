import { AisleError } from '../../../base/index.js';
import { checkQuery } from '../checks.js';
import type { VectorChange } from './vector-change.js';

/** In `current`: the base's row has no ordinal any more. */
export const GONE = 0xffff_ffff;
/** Vectors that nobody has any more go once they are more than the others; fewer than this are never too many. */
const FEW = 1_000;

/** Which ordinal has which vector. Never changes. */
export class LiveRows {
  constructor(
    /** How many have one. */
    readonly size: number,
    /** By row of the base: the ordinal it has now, or `GONE`. Absent: each its own. */
    readonly current: Uint32Array | undefined,
    /** Rows of the base that are gone. */
    readonly gone: number,
    readonly baseSize: number,
    /** Ordinals beyond the base, and those in it that have another vector, ascending; those without one are left out. */
    readonly ordinals: Uint32Array,
    /** By position of `ordinals`: the base's row, or `baseSize` and the number of its own vector. */
    readonly origins: Uint32Array,
    /** By number. Later rows share it and add to it, so that a change copies no list of vectors. */
    private readonly vectors: Float32Array[],
    /** The smallest ordinal that may be given next. */
    readonly next: number,
  ) {}

  /** The base's row or the vector of an ordinal; undefined where it has none. */
  find(ordinal: number): number | Float32Array | undefined {
    if (ordinal < this.baseSize && (this.current === undefined || this.current[ordinal] === ordinal)) {
      return ordinal;
    }
    const at = this.positionOf(ordinal);
    if (this.ordinals[at] !== ordinal) return undefined;
    return this.ownAt(at) ?? this.origins[at];
  }

  /** The vector at a position of `ordinals`; undefined where it is the base's. */
  ownAt(position: number): Float32Array | undefined {
    const origin = this.origins[position] as number;
    return origin < this.baseSize ? undefined : this.vectors[origin - this.baseSize];
  }

  /** The position of the first of `ordinals` that is not smaller. */
  positionOf(ordinal: number): number {
    let low = 0;
    let high = this.ordinals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What did not change is copied by the stretch: everything since the base was built goes through it with every change. */
  merged(
    since: ReadonlyMap<number, number | Float32Array | undefined>,
    { size, current, gone, next }: Pick<LiveRows, 'size' | 'current' | 'gone' | 'next'>,
  ): LiveRows {
    const { baseSize } = this;
    // Late ones lie between the others.
    const came = [...since].sort(([a], [b]) => a - b);
    const most = this.ordinals.length + came.length;
    const ordinals = new Uint32Array(most);
    const origins = new Uint32Array(most);
    const vectors = this.vectors;
    let from = 0;
    let count = 0;
    const keepUntil = (end: number) => {
      ordinals.set(this.ordinals.subarray(from, end), count);
      origins.set(this.origins.subarray(from, end), count);
      count += end - from;
      from = end;
    };
    for (const [ordinal, found] of came) {
      keepUntil(this.positionOf(ordinal));
      // Whatever was known and is named since was taken, or is another one now.
      if (this.ordinals[from] === ordinal) from++;
      if (found === undefined) continue;
      ordinals[count] = ordinal;
      origins[count++] = typeof found === 'number' ? found : baseSize + vectors.push(found) - 1;
    }
    keepUntil(this.ordinals.length);
    const rows = [ordinals.subarray(0, count), origins.subarray(0, count)] as const;
    const wasted = vectors.length - (size - (baseSize - gone));
    const kept = wasted > FEW && wasted * 2 > vectors.length ? living(rows[1], vectors, baseSize) : vectors;
    return new LiveRows(size, current, gone, baseSize, ...rows, kept, next);
  }
}

export function unchanged(size: number): LiveRows {
  return new LiveRows(size, undefined, 0, size, new Uint32Array(), new Uint32Array(), [], size);
}

/** The rows after changes, in their order. Throws `bad_request` as `LiveVectors.with` says. */
export function applyVectorChanges(
  rows: LiveRows,
  changes: readonly VectorChange[],
  dimensions: number,
): LiveRows {
  const { baseSize } = rows;
  const current = rows.current?.slice() ?? eachItsOwn(baseSize);
  let { next, gone, size } = rows;
  /** What was given or taken since, by ordinal: undefined is taken. */
  const since = new Map<number, number | Float32Array | undefined>();
  const find = (ordinal: number) => (since.has(ordinal) ? since.get(ordinal) : rows.find(ordinal));
  const take = (ordinal: number) => {
    const found = find(ordinal);
    if (found === undefined) return undefined;
    since.set(ordinal, undefined);
    size--;
    if (typeof found === 'number') {
      current[found] = GONE;
      gone++;
    }
    return found;
  };
  const give = (ordinal: number, vector: number | Float32Array) => {
    since.set(ordinal, vector);
    size++;
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
      if (change.ordinal < baseSize || find(change.ordinal) !== undefined) {
        const message = `ordinal ${change.ordinal}: expected one from ${baseSize} on that has no vector`;
        throw new AisleError('bad_request', message);
      }
      checkQuery(change.vector, dimensions, `changes[${i}].vector`);
      // The newest version came without one: nothing was said of its ordinal yet.
      next = Math.max(next, change.ordinal + 1);
      give(change.ordinal, change.vector);
      continue;
    }
    if (change.kind === 'replace') {
      checkQuery(change.vector, dimensions, `changes[${i}].vector`);
      take(change.ordinal);
      next = Math.max(next, change.ordinal + 1);
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
  return rows.merged(since, { size, current, gone, next });
}

/** A plain loop: callbacks for a million rows would hold up everything else. */
function eachItsOwn(size: number): Uint32Array {
  const rows = new Uint32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return rows;
}

/** The vectors that are some row's; the origins, which are not shared yet, then name these. */
function living(origins: Uint32Array, vectors: readonly Float32Array[], baseSize: number): Float32Array[] {
  const kept: Float32Array[] = [];
  for (let at = 0; at < origins.length; at++) {
    const origin = origins[at] as number;
    if (origin < baseSize) continue;
    origins[at] = baseSize + kept.push(vectors[origin - baseSize] as Float32Array) - 1;
  }
  return kept;
}
