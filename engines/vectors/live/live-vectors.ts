import { AisleError, type CallOptions } from '../../../base/index.js';
import { checkCount, checkQuery } from '../checks.js';
import { dot } from '../dot.js';
import { refuse } from '../refuse.js';
import type { Neighbours, VectorIndex } from '../vector-index.js';
import { applyVectorChanges, unchanged, type LiveRows } from './live-rows.js';
import { nearestRows } from './nearest-rows.js';
import type { VectorChange } from './vector-change.js';

/**
 * A snapshot: the base and what changed since; it never changes itself. `size` counts the vectors it holds; ordinals are
 * no longer dense: `holds` says which have a vector. `mean`, `sd` and `checksum` stay those of the base: what changes
 * between two generations is too little to move the cut-offs of membership.
 */
export interface LiveVectors extends VectorIndex {
  /**
   * The snapshot after these changes, in their order; this one stays what it is. Throws `bad_request` for a vector of
   * other dimensions or not finite, and an ordinal that is not beyond those given before; then nothing changed. `replaces`,
   * `as` and `delete` of an ordinal without a vector change nothing more: what was never embedded may well go.
   */
  with(changes: readonly VectorChange[]): LiveVectors;
  /** Closes the base and every snapshot over it: to be called once, on any of them. */
  close(): Promise<void>;
}

/** The first snapshot over a base: nothing has changed yet. */
export function liveVectors(base: VectorIndex): LiveVectors {
  return new Snapshot({ base, closed: false }, unchanged(base.size));
}

/** What all snapshots over one base share. */
interface Lineage {
  readonly base: VectorIndex;
  closed: boolean;
}

class Snapshot implements LiveVectors {
  readonly size: number;
  readonly dimensions: number;
  readonly checksum: string;
  readonly mean: Float32Array;

  constructor(
    private readonly lineage: Lineage,
    private readonly rows: LiveRows,
  ) {
    const { base } = lineage;
    this.size = rows.size;
    this.dimensions = base.dimensions;
    this.checksum = base.checksum;
    this.mean = base.mean;
  }

  with(changes: readonly VectorChange[]): LiveVectors {
    const { lineage, rows, dimensions } = this;
    refuse(lineage.closed, undefined);
    return new Snapshot(lineage, applyVectorChanges(rows, changes, dimensions));
  }

  holds(ordinal: number): boolean {
    return this.rows.find(ordinal) !== undefined;
  }

  async nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours> {
    const { base, closed } = this.lineage;
    refuse(closed, options);
    if (this.rows.unchanged) return base.nearest(query, k, options);
    checkQuery(query, this.dimensions, 'query');
    checkCount(k);
    return nearestRows(base, this.rows, query.slice(), k, options);
  }

  async similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]> {
    const { base, closed } = this.lineage;
    refuse(closed, options);
    if (this.rows.unchanged) return base.similarities(queries, ordinals, options);
    queries.forEach((query, i) => checkQuery(query, this.dimensions, `queries[${i}]`));
    const { inBase, own } = this.#found(ordinals);
    const results = await base.similarities(queries, inBase.of, options);
    return queries.map((query, q) => {
      const values = new Float32Array(ordinals.length);
      inBase.at.forEach((at, i) => (values[at] = results[q]?.[i] ?? Number.NaN));
      for (const { at, vector } of own) values[at] = dot(query, vector, 0, vector.length);
      return values;
    });
  }

  async vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array> {
    const { base, closed } = this.lineage;
    refuse(closed, options);
    if (this.rows.unchanged) return base.vectors(ordinals, options);
    const { inBase, own } = this.#found(ordinals);
    const found = await base.vectors(inBase.of, options);
    const d = this.dimensions;
    const values = new Float32Array(ordinals.length * d);
    inBase.at.forEach((at, i) => values.set(found.subarray(i * d, (i + 1) * d), at * d));
    for (const { at, vector } of own) values.set(vector, at * d);
    return values;
  }

  async close(): Promise<void> {
    this.lineage.closed = true;
    await this.lineage.base.close();
  }

  /** Where the vectors of some ordinals lie, with their positions among these. */
  #found(ordinals: Uint32Array) {
    const at: number[] = [];
    const of: number[] = [];
    const own: { at: number; vector: Float32Array }[] = [];
    ordinals.forEach((ordinal, position) => {
      const found = this.rows.find(ordinal);
      if (found === undefined) {
        const message = `ordinals: expected ones that have a vector, found ${ordinal}`;
        throw new AisleError('bad_request', message);
      }
      if (typeof found === 'number') {
        at.push(position);
        of.push(found);
      } else own.push({ at: position, vector: found });
    });
    return { inBase: { at, of: Uint32Array.from(of) }, own };
  }
}
