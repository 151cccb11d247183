import type { CallOptions } from '../../../base/index.js';
import { checkCount, checkOrdinals, checkQuery } from '../checks.js';
import { Best } from '../best.js';
import { dot } from '../dot.js';
import { spread, type Moments } from '../moments.js';
import { refuse } from '../refuse.js';
import { inSlices } from '../slices.js';
import type { Neighbours, VectorIndex } from '../vector-index.js';
import { CANDIDATES, MOST, SPARE } from './parameters.js';
import type { StoredVectors } from './stored-vectors.js';

/** Vectors in one answer: 2 MB at 384 dimensions. */
const PAGE = 1_000;

/** What is known of an index from its opening on: it never changes. */
export interface Opened {
  readonly size: number;
  readonly dimensions: number;
  readonly checksum: string;
  readonly moments: Moments;
}

/** Opened by `openClusterVectors`. */
export class ClusterVectors implements VectorIndex {
  readonly size: number;
  readonly dimensions: number;
  readonly checksum: string;
  readonly mean: Float32Array;
  readonly #moments: Moments;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(
    { size, dimensions, checksum, moments }: Opened,
    private readonly stored: StoredVectors,
  ) {
    this.size = size;
    this.dimensions = dimensions;
    this.checksum = checksum;
    this.mean = Float32Array.from(moments.mean);
    this.#moments = moments;
  }

  holds(ordinal: number): boolean {
    return ordinal < this.size;
  }

  nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours> {
    return this.#run(options, async () => {
      checkQuery(query, this.dimensions, 'query');
      checkCount(k);
      // A copy: the caller may use its array for the next query meanwhile.
      const asked = query.slice();
      const searching = this.#search(asked, Math.min(k, this.size), options);
      // While the server searches.
      const { mean, sd } = spread(asked, this.#moments);
      return { ...(await searching).sorted(), mean, sd };
    });
  }

  similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]> {
    return this.#run(options, async () => {
      queries.forEach((query, i) => checkQuery(query, this.dimensions, `queries[${i}]`));
      checkOrdinals(ordinals, this.size);
      const asked = queries.map((query) => query.slice());
      const results = asked.map(() => new Float32Array(ordinals.length));
      await this.#forEach(ordinals, asked.length, options, (vector, at) => {
        for (const [q, query] of asked.entries()) {
          (results[q] as Float32Array)[at] = dot(query, vector, 0, this.dimensions);
        }
      });
      return results;
    });
  }

  vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array> {
    return this.#run(options, async () => {
      checkOrdinals(ordinals, this.size);
      const rows = new Float32Array(ordinals.length * this.dimensions);
      await this.#forEach(ordinals, 1, options, (vector, at) => rows.set(vector, at * this.dimensions));
      return rows;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
  }

  async #run<T>(options: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    refuse(this.#closed, options);
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  async #search(query: Float32Array, k: number, options?: CallOptions): Promise<Best> {
    const best = new Best(k);
    const offer = (ordinals: Uint32Array) =>
      this.#forEach(ordinals, 1, options, (vector, at) => {
        best.offer(ordinals[at] as number, dot(query, vector, 0, this.dimensions));
      });
    const length = Math.hypot(...query);
    if (length === 0) {
      // No direction: all are as near.
      for (let ordinal = 0; ordinal < k; ordinal += 1) best.offer(ordinal, 0);
      return best;
    }
    if (k <= MOST) {
      const near = k === 0 ? new Uint32Array(0) : await this.#near(query, length, k, options);
      if (near.length >= k) {
        await offer(near);
        return best;
      }
    }
    // More than the server searches for, or fewer than wanted because a part of its graph cannot be reached.
    for (let from = 0; from < this.size; from += PAGE) {
      await offer(Uint32Array.from({ length: Math.min(PAGE, this.size - from) }, (_, i) => from + i));
    }
    return best;
  }

  #near(query: Float32Array, length: number, wanted: number, options?: CallOptions): Promise<Uint32Array> {
    const spare = Math.max(Math.ceil(wanted * SPARE.share), SPARE.least);
    const k = Math.min(wanted + spare, this.size, MOST);
    const candidates = Math.min(Math.max(k * CANDIDATES.each, CANDIDATES.least), this.size, MOST);
    // The server wants unit length.
    const unit = Array.from(query, (x) => x / length);
    return this.stored.near(unit, { k, candidates }, options);
  }

  /** Calls `visit` with each named vector, in order; costs `each` dot products. */
  async #forEach(
    ordinals: Uint32Array,
    each: number,
    options: CallOptions | undefined,
    visit: (vector: Float32Array, at: number) => void,
  ): Promise<void> {
    for (let first = 0; first < ordinals.length; first += PAGE) {
      const page = await this.stored.read(ordinals.subarray(first, first + PAGE), options);
      const some = (from: number, to: number): void => {
        for (let at = from; at < to; at += 1) visit(page[at] as Float32Array, first + at);
      };
      await inSlices(page.length, this.dimensions * each, some, () => refuse(false, options));
    }
  }
}
