import { createHash, randomBytes } from 'node:crypto';
import { AisleError, isAisleError, sha256, type OnProgress } from '../../../base/index.js';
import { countDocuments, createBulk, removeOwnIndex, type Bulk, type Cluster } from '../../cluster/index.js';
import { checkDimensions, checkWhole } from '../checks.js';
import { covarianceStride, MomentSums, packMoments } from '../moments.js';
import { inSlices } from '../slices.js';
import { checkRow } from '../unit-length.js';
import type { VectorIndexWriter } from '../vector-index.js';
import { WriterCalls } from '../writer-calls.js';
import { indexMeta, readMeta } from './index-meta.js';
import {
  finishedSettings,
  MOMENTS_ID,
  momentsDocument,
  MOST_DIMENSIONS,
  vectorDocument,
  vectorIndexBody,
} from './vector-documents.js';

export interface ClusterVectorWriterOptions {
  /** Of all indices of this installation. */
  readonly prefix: string;
  readonly dimensions: number;
  /** How many vectors will come, where it is known: of a large number a part is enough for the covariance. */
  readonly expected?: number;
  readonly shards: number;
  readonly replicas: number;
  /** Milliseconds one bulk request may take, and the last refresh. */
  readonly deadline: number;
}

/**
 * Starts a new vector index on a search cluster: one document a vector, `_id` its ordinal. What this installation had
 * under the name, finished or not, is gone from now on. Throws `bad_request` (dimensions), `conflict` when a stranger's
 * index lies there, and what the cluster throws.
 */
export async function openClusterVectorWriter(
  cluster: Cluster,
  index: string,
  options: ClusterVectorWriterOptions,
): Promise<VectorIndexWriter> {
  const { prefix, dimensions, shards } = options;
  checkDimensions(dimensions, MOST_DIMENSIONS);
  await removeOwnIndex(cluster, index, { prefix });
  const build = randomBytes(6).toString('hex');
  const alias = `${index}-write-${build}`;
  const meta = indexMeta(prefix, build);
  const body = vectorIndexBody({ dimensions, shards, meta, alias });
  await cluster.request({ method: 'PUT', path: `/${index}`, body });
  return new ClusterVectorWriter(cluster, index, { ...options, build, alias });
}

interface Build extends ClusterVectorWriterOptions {
  readonly build: string;
  /**
   * What everything is written through: an index that was deleted under us is not made anew by the next request, and
   * one that another writer put in its place is not touched.
   */
  readonly alias: string;
}

class ClusterVectorWriter implements VectorIndexWriter {
  readonly #bulk: Bulk;
  readonly #hash = createHash('sha256');
  readonly #sums: MomentSums;
  readonly #calls: WriterCalls;
  #size = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly index: string,
    private readonly build: Build,
  ) {
    const { alias, deadline, dimensions, expected = 0 } = build;
    this.#sums = new MomentSums(dimensions, covarianceStride(expected));
    // A server that cannot be reached keeps it: the next writer under this name, or the next cleaning, removes it.
    this.#calls = new WriterCalls(index, () => this.#discard().catch(() => undefined));
    this.#bulk = createBulk(cluster, alias, { deadline, requireAlias: true, signal: this.#calls.signal });
  }

  append(rows: Float32Array): Promise<void> {
    return this.#calls.inTurn(() => this.#append(rows));
  }

  finish(onProgress?: OnProgress): Promise<{ readonly size: number; readonly checksum: string }> {
    return this.#calls.inTurn(() => this.#guarded(() => this.#finish(onProgress)));
  }

  abort(): Promise<void> {
    return this.#calls.abort();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#calls.guarded(work);
    } catch (error) {
      if (!this.#calls.signal.aborted || (isAisleError(error) && error.code === 'conflict')) throw error;
      throw new AisleError('conflict', `the vector writer of ${this.index} was aborted`, { cause: error });
    }
  }

  async #append(rows: Float32Array): Promise<void> {
    this.#calls.refuse();
    const d = this.build.dimensions;
    checkWhole(rows, d);
    const count = rows.length / d;
    await inSlices(count, d, (from, to) => {
      for (let row = from; row < to; row += 1) checkRow(rows, row * d, d, this.#size + row);
    });
    await this.#guarded(async () => {
      const first = this.#size;
      this.#hash.update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
      await inSlices(count, (d * d) / 2, (from, to) => {
        for (let row = from; row < to; row += 1) this.#sums.add(rows.subarray(row * d, (row + 1) * d));
      });
      for (let row = 0; row < count; row += 1) {
        const document = vectorDocument(first + row, rows.subarray(row * d, (row + 1) * d));
        await this.#bulk.add(String(first + row), document);
      }
      this.#size += count;
    });
  }

  async #finish(onProgress?: OnProgress): Promise<{ size: number; checksum: string }> {
    const size = this.#size;
    const { prefix, build, dimensions, replicas, deadline } = this.build;
    const tell = (done: number): void =>
      onProgress?.({ stage: 'index vectors', done, total: size, unit: 'vectors' });
    tell(0);
    await this.#flush();
    await this.#request('POST', '_refresh', { deadline });
    const count = await countDocuments(this.cluster, this.build.alias, { signal: this.#calls.signal });
    if (count !== size) {
      throw new AisleError(
        'corrupt',
        `${this.index} holds ${count} vectors, expected ${size}: build it anew`,
      );
    }
    const packed = packMoments(this.#sums.result());
    await this.#bulk.add(MOMENTS_ID, momentsDocument(packed));
    await this.#flush();
    await this.#request('POST', '_refresh', { deadline });
    await this.#request('PUT', '_settings', { body: finishedSettings(replicas) });
    // Last: without it there is no index.
    const checksum = this.#hash.digest('hex');
    const moments = sha256(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
    const _meta = indexMeta(prefix, build, { size, dimensions, checksum, moments });
    await this.#request('PUT', '_mapping', { body: { _meta } });
    this.#calls.finished();
    // One that stays does no harm: nobody writes through it.
    const path = `/${this.index}/_alias/${this.build.alias}`;
    await this.cluster.request({ method: 'DELETE', path }).catch(() => undefined);
    tell(size);
    return { size, checksum };
  }

  async #flush(): Promise<void> {
    const [refused] = await this.#bulk.flush();
    if (refused === undefined) return;
    const message = `the search server refused vector ${refused.id}: ${refused.reason}`;
    throw new AisleError('unprocessable', message);
  }

  #request<T>(
    method: 'GET' | 'POST' | 'PUT',
    api: string,
    more: { readonly body?: object; readonly deadline?: number } = {},
  ): Promise<T> {
    const call = { method, path: `/${this.build.alias}/${api}`, repeatable: true, ...more };
    return this.cluster.request<T>(call, { signal: this.#calls.signal });
  }

  async #discard(): Promise<void> {
    // What is under way would come after the index is gone.
    await this.#bulk.flush().catch(() => undefined);
    const { prefix, build } = this.build;
    // Another writer may have begun anew under the name.
    const found = await readMeta(this.cluster, this.index, prefix);
    if (found?.build === build) await removeOwnIndex(this.cluster, this.index, { prefix });
  }
}
