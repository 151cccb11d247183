import { LRUCache } from 'lru-cache';
import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import type { Cluster } from '../../cluster/index.js';
import { decode } from './vector-documents.js';

/** Bytes of vectors that an open index keeps: 40,000 of 384 dimensions. */
const CACHE_BYTES = 64 * 1_048_576;

interface Hit {
  readonly fields?: { readonly ordinal?: readonly number[]; readonly raw?: readonly unknown[] };
}

interface Answer {
  readonly hits?: { readonly hits?: readonly Hit[] };
}

/** The vectors of a finished index as they were written. Those that were read last are kept: they never change. */
export class StoredVectors {
  readonly #known: LRUCache<number, Float32Array>;

  constructor(
    private readonly cluster: Cluster,
    private readonly index: string,
    private readonly dimensions: number,
  ) {
    const most = Math.max(1, Math.floor(CACHE_BYTES / (4 * dimensions)));
    this.#known = new LRUCache<number, Float32Array>({ max: most });
  }

  /**
   * The vectors of a page of ordinals (at most 10,000), in their order. Throws `corrupt` when one is not there as it was
   * written, `unavailable` when the index is gone, and what the cluster throws.
   */
  async read(ordinals: Uint32Array, options: CallOptions = {}): Promise<Float32Array[]> {
    const found = new Map<number, Float32Array>();
    const missing: number[] = [];
    for (const ordinal of new Set(ordinals)) {
      const known = this.#known.get(ordinal);
      if (known === undefined) missing.push(ordinal);
      else found.set(ordinal, known);
    }
    if (missing.length > 0) await this.#fetch(missing, found, options);
    return Array.from(ordinals, (ordinal) => {
      const vector = found.get(ordinal);
      if (vector !== undefined) return vector;
      throw new AisleError('corrupt', `${this.index}: vector ${ordinal} is missing: build it anew`);
    });
  }

  /** Ordinals near the query by the server's graph, `k` or a few less, best first by its own arithmetic. */
  async near(
    query: readonly number[],
    sizes: { readonly k: number; readonly candidates: number },
    options: CallOptions = {},
  ): Promise<Uint32Array> {
    const { k, candidates } = sizes;
    const knn = { field: 'vector', query_vector: query, k, num_candidates: candidates };
    const hits = await this.#search({ size: k, knn }, ['ordinal'], options);
    return Uint32Array.from(hits, ({ fields }) => fields?.ordinal?.[0] ?? NaN);
  }

  async #fetch(
    ordinals: readonly number[],
    into: Map<number, Float32Array>,
    options: CallOptions,
  ): Promise<void> {
    const query = { constant_score: { filter: { terms: { ordinal: ordinals } } } };
    const body = { size: ordinals.length, query };
    for (const { fields } of await this.#search(body, ['ordinal', 'raw'], options)) {
      const ordinal = fields?.ordinal?.[0];
      const bytes = decode(fields?.raw?.[0], 4 * this.dimensions);
      if (ordinal === undefined || bytes === undefined) {
        throw new AisleError('corrupt', `${this.index}: vector ${ordinal} is damaged: build it anew`);
      }
      const vector = new Float32Array(bytes.buffer);
      into.set(ordinal, vector);
      this.#known.set(ordinal, vector);
    }
  }

  /** Columns of what is found. No stored field is read: that would take longer than the search. */
  async #search(body: object, columns: readonly string[], options: CallOptions): Promise<readonly Hit[]> {
    const asked = { track_total_hits: false, stored_fields: '_none_', docvalue_fields: columns, ...body };
    try {
      const answer = await this.cluster.request<Answer>(
        {
          method: 'POST',
          path: `/${this.index}/_search`,
          query: { allow_partial_search_results: false },
          body: asked,
          repeatable: true,
        },
        options,
      );
      return answer.hits?.hits ?? [];
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
      const message = `the vector index ${this.index} is gone from the search server`;
      throw new AisleError('unavailable', message, { cause: error });
    }
  }
}
