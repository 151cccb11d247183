import { AisleError, isAisleError, type CallOptions } from '../../base/index.js';
import type { Checkpoint } from './checkpoint.js';
import type { Cluster } from './cluster.js';

/** A document of an index as it is stored. */
export interface StoredDocument {
  readonly id: string;
  readonly source: Readonly<Record<string, unknown>>;
  /** Value of the checkpoint, if it was asked for and the document has one. */
  readonly stamp?: number;
  /** Values of the columns, if some were asked for; those that the document does not have are absent. */
  readonly columns?: Readonly<Record<string, readonly unknown[]>>;
}

export interface ReadIndexOptions extends CallOptions {
  /** Absent: every document. */
  readonly query?: object;
  /** Its value comes with each document. */
  readonly checkpoint?: Checkpoint;
  /** These columns come with each document, in place of its source. */
  readonly columns?: readonly string[];
}

/** Documents in one answer. */
const PAGE = 1_000;
/** Parts that are read side by side. OpenSearch refuses them for an index that never held a document. */
const SLICES = 4;
/** How long the server keeps the moment that is read, from one page to the next. */
const KEEP = '5m';

interface Page {
  readonly pit_id?: string;
  readonly hits: {
    readonly total?: { readonly value: number };
    readonly hits: readonly {
      readonly _id: string;
      readonly _source?: Readonly<Record<string, unknown>>;
      readonly fields?: Readonly<Record<string, readonly unknown[]>>;
      readonly sort: readonly unknown[];
    }[];
  };
}

/**
 * Every document (or those of a query) of an index, alias or data stream as it was at one moment (a point in time), page
 * by page, the slices taking turns: the same moment gives the same order. Nothing is written. `total` is told with each
 * page. All or nothing: throws when a shard is out of reach or goes away meanwhile (what the cluster throws), and
 * `not_found` when there is no such index.
 */
export async function* readIndexPages(
  cluster: Cluster,
  index: string,
  options: ReadIndexOptions = {},
): AsyncGenerator<{ readonly total: number; readonly documents: readonly StoredDocument[] }> {
  const pit = { id: await openPointInTime(cluster, index, options) };
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const max = cluster.capabilities.flavour === 'opensearch' ? 1 : SLICES;
  const slices = Array.from(
    { length: max },
    (_, id) => new Slice(cluster, pit, { id, max }, { ...options, signal }),
  );
  try {
    const totals = await Promise.all(slices.map((slice) => slice.total()));
    const total = totals.reduce((sum, one) => sum + one, 0);
    for (let open = slices; open.length > 0;) {
      const going: Slice[] = [];
      for (const slice of open) {
        const documents = await slice.next();
        if (documents.length === 0) continue;
        going.push(slice);
        yield { total, documents };
      }
      open = going;
    }
  } finally {
    // What is still being fetched must not use what is closed now.
    ended.abort();
    await Promise.all(slices.map((slice) => slice.settled()));
    await closePointInTime(cluster, pit.id);
  }
}

/** One part of the moment: its next page is fetched while the last one is used. */
class Slice {
  #coming: Promise<Page>;

  constructor(
    private readonly cluster: Cluster,
    private readonly pit: { id: string },
    private readonly slice: { readonly id: number; readonly max: number },
    private readonly options: ReadIndexOptions,
  ) {
    this.#coming = this.#ask();
  }

  async total(): Promise<number> {
    return (await this.#coming).hits.total?.value ?? 0;
  }

  /** Empty at the end. */
  async next(): Promise<StoredDocument[]> {
    const { checkpoint, columns } = this.options;
    const { hits } = (await this.#coming).hits;
    const after = hits.at(-1)?.sort;
    if (after !== undefined) this.#coming = this.#ask(after);
    return hits.map(({ _id, _source, fields }) => {
      const stamp = checkpoint === undefined ? undefined : stampOf(fields?.[checkpoint.field]);
      return {
        id: _id,
        source: _source ?? {},
        ...(stamp === undefined ? {} : { stamp }),
        ...(columns === undefined ? {} : { columns: fields ?? {} }),
      };
    });
  }

  async settled(): Promise<void> {
    await this.#coming.catch(() => undefined);
  }

  #ask(after?: readonly unknown[]): Promise<Page> {
    const page = this.#fetch(after);
    // One that is never waited for, since another slice failed before, is no unhandled error.
    page.catch(() => undefined);
    return page;
  }

  async #fetch(after: readonly unknown[] | undefined): Promise<Page> {
    const { query: wanted, checkpoint, columns, ...options } = this.options;
    const body = {
      size: PAGE,
      ...(this.slice.max === 1 ? {} : { slice: this.slice }),
      pit: { id: this.pit.id, keep_alive: KEEP },
      sort: [{ _shard_doc: 'asc' }],
      track_total_hits: after === undefined,
      ...(wanted === undefined ? {} : { query: wanted }),
      ...(checkpoint === undefined ? {} : { docvalue_fields: [stampField(checkpoint)] }),
      ...(columns === undefined ? {} : { docvalue_fields: columns, _source: false }),
      ...(after === undefined ? {} : { search_after: after }),
    };
    // By default a server answers without the shards that fail, and their documents would be missing unnoticed.
    const query = { allow_partial_search_results: false };
    const call = { method: 'POST', path: '/_search', query, body, repeatable: true } as const;
    const page = await this.cluster.request<Page>(call, options);
    this.pit.id = page.pit_id ?? this.pit.id;
    return page;
  }
}

function stampField({ field, kind }: Checkpoint): object {
  return kind === 'date' ? { field, format: 'epoch_millis' } : { field };
}

/** The largest of its values; whole. */
function stampOf(values: readonly unknown[] = []): number | undefined {
  const numbers = values.map(Number).filter((value) => Number.isFinite(value));
  return numbers.length === 0 ? undefined : Math.floor(Math.max(...numbers));
}

async function openPointInTime(cluster: Cluster, index: string, options: CallOptions): Promise<string> {
  const name = encodeURIComponent(index);
  // A pattern that nothing matches is a mistake, not an empty index.
  const query = { keep_alive: KEEP, allow_no_indices: false };
  try {
    if (cluster.capabilities.flavour === 'opensearch') {
      const path = `/${name}/_search/point_in_time`;
      const call = { method: 'POST', path, query: { ...query, allow_partial_pit_creation: false } } as const;
      return (await cluster.request<{ pit_id: string }>(call, options)).pit_id;
    }
    // Elasticsearch refuses by itself when a shard is out of reach.
    const call = { method: 'POST', path: `/${name}/_pit`, query } as const;
    return (await cluster.request<{ id: string }>(call, options)).id;
  } catch (error) {
    if (!isAisleError(error) || error.code !== 'not_found') throw error;
    throw new AisleError('not_found', `there is no index ${index} on the search server`, { cause: error });
  }
}

/** It would end by itself; it is closed so that the server need not keep what it holds. */
async function closePointInTime(cluster: Cluster, pit: string): Promise<void> {
  const call =
    cluster.capabilities.flavour === 'opensearch'
      ? ({ method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [pit] } } as const)
      : ({ method: 'DELETE', path: '/_pit', body: { id: pit } } as const);
  await cluster.request(call).catch(() => undefined);
}
