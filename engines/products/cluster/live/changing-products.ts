import { AisleError, inSlices, isAisleError } from '../../../../base/index.js';
import { attributeMapping, changesMapping, changesSettings } from '../../../../mappings/index.js';
import {
  countDocuments,
  readIndexPages,
  writeVersions,
  type RefusedItem,
  type VersionedWrite,
} from '../../../cluster/index.js';
import { ColumnNames } from '../../column-names.js';
import type { ProductIndex } from '../../product-index.js';
import { ClusterProducts, type KnownFacts } from '../cluster-products.js';
import { DocumentMaker } from '../indexed-document.js';
import { liveAlias, OpenedProducts, type Opening } from '../opened-products.js';
import { readCurrencies } from '../read-columns.js';
import type { SearchAnswer } from '../search-answer.js';
import { groupsBody, readGroups } from './group-search.js';
import { LearnedFacts } from './learned-facts.js';
import {
  columnsOf,
  readChangedText,
  readStored,
  STORED_PARTS,
  storedBody,
  TEXT_COLUMNS,
  versionOf,
  type ChangedText,
  type StoredChange,
  type IndexedProduct,
} from './indexed-product.js';

/** Documents made in one turn of the event loop: their texts are analysed, up to a millisecond each. */
const TURN = 10;
/** Milliseconds one request that writes or refreshes may take: a server that merges answers late. */
const WRITE_DEADLINE = 30_000;

/**
 * A product index on a search cluster that products change in, in place, and that several processes may write to. It has
 * no snapshots: two calls may see two states. Every call may throw what the cluster throws.
 */
export interface ChangingProducts {
  /** Products that it was built of: ordinals of those that came since lie beyond. */
  readonly built: number;
  /** Live updates that are part of what was read when it was opened; undefined: none. */
  readonly appliedAt: number | undefined;
  /** The index with what is known of it now: for queries. What is learned later makes another one. */
  readonly index: ProductIndex;
  /** The live updates that the index holds, as of this moment; undefined: none. */
  applied(): Promise<number | undefined>;
  /** Says that the index, as searches see it, holds all up to a number. */
  raiseApplied(seq: number): Promise<void>;
  /** The products with some ids, as of the last refresh; while one changes its ordinal perhaps twice. */
  read(ids: readonly string[]): Promise<IndexedProduct[]>;
  /** The numbers of groups that have products besides those with some ids. */
  groups(groupIds: readonly string[], besides: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Writes what becomes of ordinals; of each the highest op stays. `again`: in place of the very same op too. Answers the
   * ordinals that the server cannot take, and why: they stay as they were.
   */
  write(
    changes: readonly StoredChange[],
    options?: { readonly again?: true },
  ): Promise<readonly { readonly ordinal: number; readonly reason: string }[]>;
  /** Has searches see what was written. */
  refresh(): Promise<void>;
  /** All products whose embedded text changed since the index was built, page by page. */
  changedTexts(): AsyncGenerator<readonly ChangedText[]>;
  /** Takes in how some products are now, and which ordinals are gone, for what `index` knows. */
  learn(stored: readonly IndexedProduct[], gone: Iterable<number>): Promise<void>;
  close(): Promise<void>;
}

/** Over an index that `openClusterProducts` opened. */
export function changingProducts(base: ProductIndex): ChangingProducts {
  if (base instanceof OpenedProducts) return new ClusterChanges(base);
  throw new AisleError('internal', 'only a product index on a search cluster is changed in place');
}

class ClusterChanges implements ChangingProducts {
  readonly built: number;
  readonly #opening: Opening;
  readonly #columns: ColumnNames;
  readonly #facts: LearnedFacts;
  readonly #documents: DocumentMaker;
  readonly #mapped: { readonly keyword: Set<string>; readonly numeric: Set<string> };
  readonly #revision = { now: 0 };
  #index: ClusterProducts;
  #ready: boolean;

  constructor(base: OpenedProducts) {
    const { opening } = base;
    const { keyword, numeric, shape } = opening.facts;
    this.#opening = opening;
    this.built = shape.built;
    this.#index = this.#withFacts(opening.facts);
    this.#ready = opening.changes && opening.prepared;
    this.#columns = new ColumnNames([...keyword, ...numeric]);
    this.#facts = new LearnedFacts(opening, this.#columns);
    this.#documents = new DocumentMaker(shape.analyser, this.#columns);
    this.#mapped = { keyword: new Set(keyword), numeric: new Set(numeric) };
  }

  get appliedAt(): number | undefined {
    return this.#opening.appliedAt;
  }

  get index(): ProductIndex {
    return this.#index;
  }

  applied(): Promise<number | undefined> {
    return this.#opening.applied.read();
  }

  raiseApplied(seq: number): Promise<void> {
    return this.#opening.applied.raise(seq);
  }

  async read(ids: readonly string[]): Promise<IndexedProduct[]> {
    if (ids.length === 0) return [];
    return readStored(await this.#search(storedBody(ids), STORED_PARTS));
  }

  async groups(
    groupIds: readonly string[],
    besides: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (groupIds.length === 0) return new Map();
    return readGroups(await this.#search(groupsBody(groupIds, besides), 'aggregations'));
  }

  async write(changes: readonly StoredChange[], { again }: { readonly again?: true } = {}) {
    if (changes.length === 0) return [];
    const how = again === undefined ? {} : { again };
    const fields = { keyword: new Set<string>(), numeric: new Set<string>() };
    const writes = await inSlices(changes, TURN, (change): VersionedWrite => {
      const id = String(change.ordinal);
      const version = versionOf(change.seq);
      if (change.kind === 'delete') return { id, version, ...how };
      const made = this.#documents.make(
        { product: change.product, json: JSON.stringify(change.product) },
        change,
        columnsOf(change),
      );
      for (const field of made.keyword) fields.keyword.add(field);
      for (const field of made.numeric) fields.numeric.add(field);
      return { id, version, json: made.json, ...how };
    });
    await this.#prepare();
    await this.#map(fields);
    const { cluster, index } = this.#opening;
    const refused = await writeVersions(cluster, liveAlias(index), writes, { deadline: WRITE_DEADLINE });
    return refused.map(({ id, reason }: RefusedItem) => ({ ordinal: Number(id), reason }));
  }

  async refresh(): Promise<void> {
    const answer = await this.#request<{ readonly _shards: { readonly failed: number } }>({
      method: 'POST',
      api: '_refresh',
    });
    if (answer._shards.failed > 0) {
      const { failed } = answer._shards;
      throw new AisleError('unavailable', `${failed} shards of ${this.#opening.index} were not refreshed`);
    }
  }

  async *changedTexts(): AsyncGenerator<readonly ChangedText[]> {
    const { cluster, index } = this.#opening;
    const query = { exists: { field: 'textSeq' } };
    for await (const { documents } of readIndexPages(cluster, index, { query, columns: TEXT_COLUMNS })) {
      yield documents.map(({ columns = {} }) => readChangedText(columns));
    }
  }

  async learn(stored: readonly IndexedProduct[], gone: Iterable<number>): Promise<void> {
    const { cluster, index } = this.#opening;
    await this.#facts.see(stored, gone);
    const [documents, currencies] = await Promise.all([
      countDocuments(cluster, index),
      this.#facts.currencyMayBeGone ? readCurrencies(cluster, index) : undefined,
    ]);
    this.#facts.settle(documents, currencies);
    this.#revision.now++;
    this.#index = this.#withFacts(this.#facts.now);
  }

  #withFacts(facts: KnownFacts): ClusterProducts {
    const { cluster, index } = this.#opening;
    return new ClusterProducts(cluster, index, { ...facts, revision: this.#revision });
  }

  async close(): Promise<void> {
    await this.#index.close();
  }

  /** Once: what an index that was built before live updates lacks, and the sign that it is changed from now on. */
  async #prepare(): Promise<void> {
    if (this.#ready) return;
    const { index, prepared } = this.#opening;
    if (!prepared) {
      await this.#request({ method: 'PUT', api: '_mapping', body: changesMapping() });
      await this.#request({ method: 'PUT', api: '_settings', body: changesSettings() });
    }
    await this.#request({ method: 'PUT', api: `_alias/${liveAlias(index)}` });
    this.#ready = true;
  }

  /** Attributes get their columns before the first document that fills them. */
  async #map({ keyword, numeric }: { readonly keyword: Set<string>; readonly numeric: Set<string> }) {
    const words = [...keyword].filter((field) => !this.#mapped.keyword.has(field));
    const numbers = [...numeric].filter((field) => !this.#mapped.numeric.has(field));
    if (words.length + numbers.length === 0) return;
    /** Answers whether the server takes them. */
    const put = async (some: readonly string[], others: readonly string[]): Promise<boolean> => {
      try {
        await this.#request({ method: 'PUT', api: '_mapping', body: attributeMapping(some, others) });
        return true;
      } catch (error) {
        // Whatever else it is may pass: then all of it is tried again.
        if (!isAisleError(error) || error.code !== 'unprocessable') throw error;
        return false;
      }
    };
    if (!(await put(words, numbers))) {
      // One that cannot be mapped keeps its own products out, and no others.
      for (const field of words) await put([field], []);
      for (const field of numbers) await put([], [field]);
    }
    for (const field of words) this.#mapped.keyword.add(field);
    for (const field of numbers) this.#mapped.numeric.add(field);
  }

  #search(body: object, parts: string): Promise<SearchAnswer> {
    const query = { filter_path: parts, allow_partial_search_results: false };
    return this.#request<SearchAnswer>({ method: 'POST', api: '_search', body, query });
  }

  #request<T>({
    api,
    ...call
  }: {
    readonly method: 'POST' | 'PUT';
    readonly api: string;
    readonly body?: object;
    readonly query?: Readonly<Record<string, string | boolean>>;
  }): Promise<T> {
    const { cluster, index } = this.#opening;
    const path = `/${index}/${api}`;
    return cluster.request<T>({ ...call, path, repeatable: true, deadline: WRITE_DEADLINE });
  }
}
