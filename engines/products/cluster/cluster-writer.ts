import { createHash } from 'node:crypto';
import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import {
  attributeMapping,
  finishedSettings,
  IDENTIFIER_PATH,
  searchMapping,
  type ServerAnalyser,
} from '../../../mappings/index.js';
import { countDocuments, createBulk, createdBy, type Bulk, type Cluster } from '../../cluster/index.js';
import type { ProductIndexWriter, RefusedProduct } from '../product-index.js';
import { indexMeta, readIndex } from './index-meta.js';
import { DocumentMaker } from './indexed-document.js';

export interface ClusterWriterOptions {
  /** Of all indices of this installation. */
  readonly prefix: string;
  readonly analyser: ServerAnalyser;
  readonly shards: number;
  readonly replicas: number;
  /** Milliseconds one bulk request may take. */
  readonly deadline: number;
}

/**
 * Builds a product index on a search cluster: one document a product, `_id` its ordinal. One that an earlier run left
 * under the name is gone on with: documents that are there already are not sent again. Throws `conflict` when a
 * stranger's lies there, and what the cluster throws.
 */
export async function openClusterWriter(
  cluster: Cluster,
  index: string,
  options: ClusterWriterOptions,
): Promise<ProductIndexWriter> {
  const found = await leftBehind(cluster, index, options);
  if (!found) {
    const { analyser, shards } = options;
    const meta = indexMeta({ prefix: options.prefix, analyser });
    await cluster.request({
      method: 'PUT',
      path: `/${index}`,
      body: searchMapping({ analyser, shards, meta }),
    });
  }
  await cluster.request({ method: 'PUT', path: `/${index}/_alias/${writeAlias(index)}`, repeatable: true });
  const written = found ? await writtenWithoutGap(cluster, index) : 0;
  return new ClusterWriter(cluster, index, options, written);
}

/**
 * Whether an earlier run left an index that can be gone on with. A complete one counts: its run may have died before it
 * became a generation. An unfinished one that was begun with another analyser is removed: its texts are other terms.
 * So is one that an older version began, whose mapping takes no identifiers.
 */
async function leftBehind(
  cluster: Cluster,
  index: string,
  { prefix, analyser }: ClusterWriterOptions,
): Promise<boolean> {
  const found = await readIndex(cluster, index);
  if (found === undefined) return false;
  if (found.meta?.createdBy !== createdBy(prefix)) {
    throw new AisleError(
      'conflict',
      `${index} exists already on the search server and was not made by this installation`,
    );
  }
  const identified = Object.hasOwn(found.properties as object, IDENTIFIER_PATH);
  if (found.meta.analyser === analyser && identified) return true;
  if (found.meta.complete !== undefined) {
    const message = identified
      ? `${index} was built with the analyser ${found.meta.analyser}: build it anew (--fresh)`
      : `${index} was built before identifiers were kept: build it anew (--fresh)`;
    throw new AisleError('conflict', message);
  }
  await cluster.request({ method: 'DELETE', path: `/${index}`, repeatable: true });
  return false;
}

/**
 * What documents are written through while an index is built: one that was deleted under us would else be made anew by
 * the next request, empty and without its mapping.
 */
function writeAlias(index: string): string {
  return `${index}-write`;
}

class ClusterWriter implements ProductIndexWriter {
  readonly #bulk: Bulk;
  readonly #stop = new AbortController();
  readonly #hash = createHash('sha256');
  readonly #documents: DocumentMaker;
  /** The number of each group: that of its first variant. */
  readonly #groups = new Map<string, number>();
  readonly #mapped = { keyword: new Set<string>(), numeric: new Set<string>() };
  #grouped = false;
  #size = 0;
  #lastId: Buffer | undefined;
  #open = true;

  constructor(
    private readonly cluster: Cluster,
    private readonly index: string,
    private readonly options: ClusterWriterOptions,
    /** Ordinals below it are on the server. */
    private readonly written: number,
  ) {
    this.#documents = new DocumentMaker(options.analyser);
    const { deadline } = options;
    const { signal } = this.#stop;
    this.#bulk = createBulk(cluster, writeAlias(index), { deadline, requireAlias: true, signal });
  }

  async append(products: readonly Product[]): Promise<void> {
    this.#expectOpen();
    for (const product of products) {
      const json = JSON.stringify(product);
      this.#expectAscending(product.id);
      this.#hash.update(`${JSON.stringify(product.id)}\t${json}\n`);
      const ordinal = this.#size++;
      const group = this.#groupOf(product, ordinal);
      const document = this.#documents.make({ product, json }, { ordinal, group });
      await this.#map(document);
      if (ordinal >= this.written) await this.#bulk.add(String(ordinal), document.json);
    }
  }

  async finish(): Promise<{ size: number; checksum: string; refused: readonly RefusedProduct[] }> {
    this.#expectOpen();
    const items = await this.#bulk.flush();
    const refused = items.map(({ id, reason }) => ({ ordinal: Number(id), reason }));
    const { cluster, index } = this;
    await cluster.request({
      method: 'POST',
      path: `/${index}/_refresh`,
      repeatable: true,
      deadline: this.options.deadline,
    });
    const count = await countDocuments(cluster, index);
    if (count !== this.#size - refused.length) {
      const message = `${index} holds ${count} documents, expected ${this.#size - refused.length}: build it anew (--fresh)`;
      throw new AisleError('corrupt', message);
    }
    const checksum = this.#hash.digest('hex');
    const { prefix, analyser, replicas } = this.options;
    const settings = finishedSettings(replicas);
    await cluster.request({ method: 'PUT', path: `/${index}/_settings`, body: settings, repeatable: true });
    await this.#copied();
    // Last: without it there is no index.
    const complete = { size: this.#size, documents: count, checksum, grouped: this.#grouped };
    const _meta = indexMeta({ prefix, analyser, complete });
    await cluster.request({ method: 'PUT', path: `/${index}/_mapping`, body: { _meta }, repeatable: true });
    await cluster.request({ method: 'DELETE', path: `/${index}/_alias/${writeAlias(index)}` });
    this.#open = false;
    return { size: this.#size, checksum, refused };
  }

  /**
   * Waits until the copies that have a home are made: what is published must outlive the loss of a node. A copy that
   * comes too late, or has no other node to live on, stops nothing.
   */
  async #copied(): Promise<void> {
    const { deadline } = this.options;
    await this.cluster
      .request({
        method: 'GET',
        path: `/_cluster/health/${this.index}`,
        query: { wait_for_no_initializing_shards: true, timeout: `${Math.ceil(deadline / 2)}ms` },
        deadline,
      })
      .catch(() => undefined);
  }

  /** What is written stays: the same build goes on with it. */
  async abort(): Promise<void> {
    this.#open = false;
    this.#stop.abort();
    await this.#bulk.flush().catch(() => undefined);
  }

  #expectOpen(): void {
    if (!this.#open) throw new AisleError('conflict', 'the product index writer is closed');
  }

  #expectAscending(text: string): void {
    const id = Buffer.from(text);
    if (this.#lastId !== undefined && Buffer.compare(this.#lastId, id) >= 0) {
      throw new AisleError(
        'bad_request',
        `id: expected ascending ids, but ${JSON.stringify(text)} came after ${JSON.stringify(this.#lastId.toString())}`,
      );
    }
    this.#lastId = id;
  }

  #groupOf({ groupId }: Product, ordinal: number): number {
    if (groupId === undefined) return ordinal;
    const known = this.#groups.get(groupId);
    if (known !== undefined) {
      this.#grouped = true;
      return known;
    }
    this.#groups.set(groupId, ordinal);
    return ordinal;
  }

  /** Attributes get their columns before the first document that fills them. */
  async #map({
    keyword,
    numeric,
  }: {
    readonly keyword: readonly string[];
    readonly numeric: readonly string[];
  }) {
    const isNew = (known: ReadonlySet<string>) => (field: string) =>
      field.startsWith('attributes.') && !known.has(field);
    const words = keyword.filter(isNew(this.#mapped.keyword));
    const numbers = numeric.filter(isNew(this.#mapped.numeric));
    if (words.length === 0 && numbers.length === 0) return;
    const body = attributeMapping(words, numbers);
    await this.cluster.request({ method: 'PUT', path: `/${this.index}/_mapping`, body, repeatable: true });
    for (const field of words) this.#mapped.keyword.add(field);
    for (const field of numbers) this.#mapped.numeric.add(field);
  }
}

/** How many ordinals, from 0 on, are all there: requests under way when a build died may have left gaps behind them. */
async function writtenWithoutGap(cluster: Cluster, index: string): Promise<number> {
  await cluster.request({ method: 'POST', path: `/${index}/_refresh`, repeatable: true });
  const below = (ordinal: number) =>
    countDocuments(cluster, index, { query: { range: { ordinal: { lt: ordinal } } } });
  let whole = 0;
  let open = (await below(2 ** 31 - 1)) + 1;
  while (whole + 1 < open) {
    const middle = (whole + open) >>> 1;
    if ((await below(middle)) === middle) whole = middle;
    else open = middle;
  }
  return whole;
}
