import { join } from 'node:path';
import { AisleError, type CallOptions } from '../../../base/index.js';
import type { Neighbours, VectorIndex } from '../vector-index.js';
import { Best } from '../best.js';
import { checkCount, checkOrdinals, checkQuery } from '../checks.js';
import { dot } from '../dot.js';
import { startGraphOwner, type GraphOwner } from './graph-owner.js';
import { checkGraph } from './hnsw-file.js';
import { FILES, readMeta } from './layout.js';
import { momentBytes, spread, unpackMoments, type Moments } from '../moments.js';
import { SCAN_SHARE } from './parameters.js';
import { refuse } from '../refuse.js';
import { inSlices } from '../slices.js';
import { readVerified, verifyFile } from './verified-file.js';

/**
 * Opens a finished index. Memory: the vectors once (4 bytes a dimension), and for a large catalogue the graph,
 * which holds the vectors again and about 150 bytes of links each.
 * Throws `not_found` (nothing finished here) and `corrupt` (a file is missing, cut or changed).
 */
export async function openVectors(folder: string): Promise<VectorIndex> {
  const meta = await readMeta(folder);
  const { size, dimensions } = meta;
  if (meta.vectors.bytes !== size * dimensions * 4 || meta.moments.bytes !== momentBytes(dimensions)) {
    throw new AisleError('corrupt', `${folder}: the files do not have the size of ${size} × ${dimensions}`);
  }
  const vectors = await readVerified(join(folder, FILES.vectors), meta.vectors);
  const moments = await readVerified(join(folder, FILES.moments), meta.moments);
  let owner: GraphOwner | undefined;
  if (meta.hnsw !== undefined) {
    const graph = join(folder, FILES.hnsw);
    await verifyFile(graph, meta.hnsw);
    await checkGraph(graph, size, dimensions);
    owner = await startGraphOwner({ graph, size, dimensions, vectors, moments });
  }
  return new EmbeddedVectors(
    dimensions,
    meta.vectors.sha256,
    new Float32Array(vectors),
    unpackMoments(new Float64Array(moments), dimensions),
    owner,
  );
}

class EmbeddedVectors implements VectorIndex {
  readonly size: number;
  readonly dimensions: number;
  readonly checksum: string;
  readonly mean: Float32Array;
  readonly #vectors: Float32Array;
  readonly #moments: Moments;
  readonly #owner: GraphOwner | undefined;
  #closed = false;

  constructor(
    dimensions: number,
    checksum: string,
    vectors: Float32Array,
    moments: Moments,
    owner: GraphOwner | undefined,
  ) {
    this.size = vectors.length / dimensions;
    this.dimensions = dimensions;
    this.checksum = checksum;
    this.mean = Float32Array.from(moments.mean);
    this.#vectors = vectors;
    this.#moments = moments;
    this.#owner = owner;
  }

  holds(ordinal: number): boolean {
    return ordinal < this.size;
  }

  async nearest(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours> {
    refuse(this.#closed, options);
    checkQuery(query, this.dimensions, 'query');
    checkCount(k);
    const wanted = Math.min(k, this.size);
    // A copy: before this one is over the caller may use its array for the next query.
    const own = query.slice();
    if (this.#owner !== undefined && wanted > 0 && wanted <= this.size * SCAN_SHARE) {
      const found = await this.#owner.search({ query: own, k: wanted });
      refuse(false, options);
      // Fewer only when a part of the graph cannot be reached: then every vector is looked at.
      if (found.ordinals.length === wanted) return found;
    }
    return this.#scan(own, wanted, options);
  }

  async similarities(
    queries: readonly Float32Array[],
    ordinals: Uint32Array,
    options?: CallOptions,
  ): Promise<Float32Array[]> {
    refuse(this.#closed, options);
    queries.forEach((query, i) => checkQuery(query, this.dimensions, `queries[${i}]`));
    checkOrdinals(ordinals, this.size);
    const results = queries.map(() => new Float32Array(ordinals.length));
    const d = this.dimensions;
    // The outer loop goes over the vectors: each is fetched from memory once for all queries.
    const compute = (from: number, to: number): void => {
      for (let at = from; at < to; at += 1) {
        const offset = (ordinals[at] as number) * d;
        for (let q = 0; q < queries.length; q += 1) {
          (results[q] as Float32Array)[at] = dot(queries[q] as Float32Array, this.#vectors, offset, d);
        }
      }
    };
    await inSlices(ordinals.length, d * queries.length, compute, () => refuse(false, options));
    return results;
  }

  async vectors(ordinals: Uint32Array, options?: CallOptions): Promise<Float32Array> {
    refuse(this.#closed, options);
    checkOrdinals(ordinals, this.size);
    const d = this.dimensions;
    const rows = new Float32Array(ordinals.length * d);
    const copy = (from: number, to: number): void => {
      for (let at = from; at < to; at += 1) {
        const offset = (ordinals[at] as number) * d;
        rows.set(this.#vectors.subarray(offset, offset + d), at * d);
      }
    };
    await inSlices(ordinals.length, d, copy, () => refuse(false, options));
    return rows;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#owner?.close();
  }

  async #scan(query: Float32Array, k: number, options?: CallOptions): Promise<Neighbours> {
    const best = new Best(k);
    const d = this.dimensions;
    const scan = (from: number, to: number): void => {
      for (let ordinal = from; ordinal < to; ordinal += 1) {
        best.offer(ordinal, dot(query, this.#vectors, ordinal * d, d));
      }
    };
    await inSlices(k === 0 ? 0 : this.size, d, scan, () => refuse(false, options));
    return { ...best.sorted(), ...spread(query, this.#moments) };
  }
}
