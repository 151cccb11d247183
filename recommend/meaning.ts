import { dot, type Neighbours, type VectorIndex } from '../engines/vectors/index.js';

type Look = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;

/** Vectors by ordinal; products without one are not in it. */
export type Rows = ReadonlyMap<number, Float32Array>;

/** Looks into the vectors that end with their deadline; a generation without vectors answers undefined, as a failure does. */
export class Meaning {
  readonly #vectors: VectorIndex | undefined;
  readonly #look: Look;

  constructor(vectors: VectorIndex | undefined, look: Look) {
    this.#vectors = vectors;
    this.#look = look;
  }

  /** The catalogue's mean vector; undefined without vectors. */
  get mean(): Float32Array | undefined {
    return this.#vectors?.mean;
  }

  async nearest(query: Float32Array, k: number): Promise<Neighbours | undefined> {
    const vectors = this.#vectors;
    if (vectors === undefined) return undefined;
    return this.#look((signal) => vectors.nearest(query, k, { signal }));
  }

  async rows(ordinals: readonly number[]): Promise<Rows | undefined> {
    const vectors = this.#vectors;
    if (vectors === undefined) return undefined;
    // Products that came after the last build may have no vector yet.
    const known = Uint32Array.from(new Set(ordinals.filter((ordinal) => vectors.holds(ordinal))));
    if (known.length === 0) return new Map();
    const found = await this.#look((signal) => vectors.vectors(known, { signal }));
    if (found === undefined) return undefined;
    const { dimensions } = vectors;
    return new Map(
      Array.from(known, (ordinal, row) => [
        ordinal,
        found.subarray(row * dimensions, (row + 1) * dimensions),
      ]),
    );
  }
}

/** Dot product of two vectors of one length. */
export function dotOf(a: Float32Array, b: Float32Array): number {
  return dot(a, b, 0, b.length);
}

/** The same direction at unit length; undefined for a vector without one. */
export function unit(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length > 0 ? vector.map((x) => x / length) : undefined;
}
