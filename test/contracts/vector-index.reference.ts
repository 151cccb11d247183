import { AisleError, sha256, type CallOptions } from '../../base/index.js';
import type { Neighbours, VectorIndex } from '../../engines/vectors/index.js';

/** The vector index as its interface reads, in the plainest code: what every other one is held against. */
export function createReferenceIndex(rows: Float32Array, dimensions: number): VectorIndex {
  return new ReferenceIndex(rows, dimensions);
}

/** Sum of products, one after the other. */
export function naiveDot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

class ReferenceIndex implements VectorIndex {
  readonly size: number;
  readonly dimensions: number;
  readonly checksum: string;
  readonly mean: Float32Array;
  readonly #rows: Float32Array[];
  #closed = false;

  constructor(rows: Float32Array, dimensions: number) {
    this.size = rows.length / dimensions;
    this.dimensions = dimensions;
    this.checksum = sha256(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
    this.#rows = Array.from({ length: this.size }, (_, i) =>
      rows.slice(i * dimensions, (i + 1) * dimensions),
    );
    this.mean = Float32Array.from({ length: dimensions }, (_, j) =>
      average(this.#rows.map((row) => row[j]!)),
    );
  }

  holds(ordinal: number): boolean {
    return ordinal < this.size;
  }

  async nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours> {
    this.#refuse(options);
    this.#checkQuery(query);
    if (!Number.isInteger(k) || k < 0) throw new AisleError('bad_request', 'k');
    const cosines = this.#rows.map((row) => Math.fround(naiveDot(query, row)));
    const order = cosines
      .map((_, i) => i)
      .sort((a, b) => cosines[b]! - cosines[a]! || a - b)
      .slice(0, k);
    const mean = average(cosines);
    return {
      ordinals: Uint32Array.from(order),
      cosines: Float32Array.from(order, (i) => cosines[i]!),
      mean,
      sd: Math.sqrt(average(cosines.map((cosine) => (cosine - mean) ** 2))),
    };
  }

  async similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]> {
    this.#refuse(options);
    queries.forEach((query) => this.#checkQuery(query));
    return queries.map((query) => Float32Array.from(ordinals, (i) => naiveDot(query, this.#row(i))));
  }

  async vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array> {
    this.#refuse(options);
    return Float32Array.from([...ordinals].flatMap((i) => [...this.#row(i)]));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #row(ordinal: number): Float32Array {
    const row = this.#rows[ordinal];
    if (row === undefined) throw new AisleError('bad_request', 'ordinals');
    return row;
  }

  #checkQuery(query: Float32Array): void {
    if (query.length !== this.dimensions || !query.every(Number.isFinite)) {
      throw new AisleError('bad_request', 'query');
    }
  }

  #refuse(options?: CallOptions): void {
    if (this.#closed) throw new AisleError('unavailable', 'closed');
    if (options?.signal?.aborted === true) throw new AisleError('deadline_exceeded', 'cancelled');
  }
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / values.length;
}
