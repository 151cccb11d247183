import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { Cluster } from '../../cluster/index.js';
import { inFieldTable, unknownField } from '../known-fields.js';
import type {
  MembersAnswer,
  MembersRequest,
  MembersSlice,
  ProductColumns,
  ProductIndex,
  WordsPlan,
  WordsPolicy,
} from '../product-index.js';
import type { Vocabularies } from '../words/vocabulary.js';
import { askWords } from './ask-words.js';
import { filterFields } from './filter-query.js';
import type { IndexShape } from './index-shape.js';
import { byMeaningBody, columnsBody, membersBody } from './members-body.js';
import {
  ANSWER_PARTS,
  hitsOf,
  readColumns,
  readFacets,
  readSlice,
  readTotal,
  type SearchAnswer,
  type SortValues,
} from './search-answer.js';
import { BY_IDS_PARTS, byIdsBody, readByIds } from './read-by-ids.js';
import { LOOK_UP_PARTS, readDocuments, type LookUpAnswer } from './read-documents.js';

/** Members in one answer: as many as are scored by every signal, each some 100 bytes on the wire. */
const WINDOW = 1_000;
/** Ids in one look-up: servers take 65,536 terms, and answer 10,000 hits. */
const LOOK_UP = 5_000;

/** What is known of an index, and asked of it once instead of with every query. */
export interface KnownFacts {
  /** Products that it was built of, or, where it is changed in place, that it holds. */
  readonly size: number;
  /** Without those that the server refused. */
  readonly documents: number;
  readonly keyword: ReadonlySet<string>;
  readonly numeric: ReadonlySet<string>;
  readonly vocabularies: Vocabularies;
  readonly currencies: readonly string[];
  readonly shape: IndexShape;
  /** Goes up whenever it is found that the index has changed. Absent: it never does. */
  readonly revision?: { readonly now: number };
}

/** Where reading on begins. */
interface Place {
  readonly after: SortValues;
  /** Members that lie behind it and were shown before their turn. */
  readonly known: Uint32Array;
  readonly shown: Uint32Array;
  /** That of the index when the place was found. */
  readonly revision: number | undefined;
}

/** Members that a search can leave out by their ordinals: servers take 65,536 terms. */
const MOST_LEFT_OUT = 20_000;

/** Opened by `openClusterProducts`. What is known never changes; an index that is changed in place has others made of it. */
export class ClusterProducts implements ProductIndex {
  readonly size: number;
  readonly window = WINDOW;
  private closed = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly index: string,
    private readonly facts: KnownFacts,
  ) {
    this.size = facts.size;
  }

  get vocabularies(): Vocabularies {
    return this.facts.vocabularies;
  }

  async words(text: string, policy: WordsPolicy, options?: CallOptions): Promise<WordsPlan> {
    return askWords(text, policy, this.facts, (body) => this.#search(body, options));
  }

  async members(request: MembersRequest, options?: CallOptions): Promise<MembersAnswer> {
    this.#checkFields(request);
    const { shape } = this.facts;
    const revision = this.facts.revision?.now;
    const limit = Math.min(request.limit, WINDOW);
    const asked = { ...request, limit };
    const answer = await this.#search(membersBody(asked, shape), options);
    let hits = hitsOf(answer);
    const last = hits.at(-1)?.sort;
    const slice = readSlice(hits, shape);
    const total = readTotal(answer, slice);
    const whole = (answer.hits?.total?.value ?? 0) <= hits.length;
    const seen = new Set<number>(slice.ordinals);
    const { members, wanted = [] } = request;
    const early = members.kind === 'union' ? [...members.byMeaning, ...wanted] : [...wanted];
    const extra =
      whole || limit === 0 || request.sort !== undefined
        ? new Uint32Array()
        : Uint32Array.from(new Set(early.filter((ordinal) => !seen.has(ordinal))));
    if (extra.length > 0) {
      // There are more than one answer holds: members by meaning and those wanted may stand anywhere in it.
      const rest = hitsOf(await this.#search(byMeaningBody(asked, extra, shape), options));
      for (const ordinal of readSlice(rest, shape).ordinals) seen.add(ordinal);
      hits = [...hits, ...rest];
    }
    const all = extra.length === 0 ? slice : readSlice(hits, shape);
    const more =
      whole || last === undefined || request.limit <= WINDOW
        ? {}
        : {
            more: this.#more(
              { ...request, limit: request.limit - WINDOW },
              { after: last, known: all.ordinals.slice(WINDOW), shown: all.ordinals.slice(), revision },
            ),
          };
    return {
      ...all,
      ...more,
      ...(request.columns === true ? { columns: readColumns(hits) } : {}),
      total,
      facets: readFacets(request, answer),
    };
  }

  /**
   * The next members after some place in the order, without those that came before their turn. Where the index has changed
   * since, scores have, too, and the place says nothing any more: then the first that were not shown yet.
   */
  #more(request: MembersRequest, { after, known, shown, revision }: Place) {
    return async (options?: CallOptions): Promise<MembersSlice> => {
      const { shape } = this.facts;
      const now = this.facts.revision?.now;
      const anew = now !== revision && shown.length <= MOST_LEFT_OUT;
      const asked = { ...request, columns: false, limit: Math.min(request.limit, WINDOW) };
      const body = membersBody(asked, shape, anew ? { without: shown } : { after });
      const found = hitsOf(await this.#search(body, options));
      const passed = new Set<number>(anew ? [] : known);
      const hits = found.filter(({ fields }) => !passed.has(fields?.['ordinal']?.[0] as number));
      const last = found.at(-1)?.sort;
      const slice = readSlice(hits, shape);
      if (last === undefined || found.length < asked.limit || request.limit <= WINDOW) return slice;
      const all = Uint32Array.of(...shown, ...slice.ordinals);
      const place = { after: last, known: anew ? all : known, shown: all, revision: now };
      return { ...slice, more: this.#more({ ...request, limit: request.limit - WINDOW }, place) };
    };
  }

  async documents(ordinals: Uint32Array, options?: CallOptions): Promise<(Product | undefined)[]> {
    if (ordinals.length === 0) return [];
    const ids = Array.from(ordinals, String);
    const answer = await this.#ask<LookUpAnswer>('_mget', { ids }, { filter_path: LOOK_UP_PARTS }, options);
    return readDocuments(ids, answer, this.index);
  }

  async columns(ordinals: Uint32Array, options?: CallOptions): Promise<ProductColumns> {
    const found = new Map<number, Parameters<typeof readColumns>[0][number]>();
    for (let at = 0; at < ordinals.length; at += LOOK_UP) {
      const body = columnsBody(ordinals.subarray(at, at + LOOK_UP));
      for (const hit of hitsOf(await this.#search(body, options))) {
        found.set(hit.fields?.['ordinal']?.[0] as number, hit);
      }
    }
    return readColumns(Array.from(ordinals, (ordinal) => found.get(ordinal) ?? {}));
  }

  async ordinals(ids: readonly string[], options?: CallOptions): Promise<(number | undefined)[]> {
    const found = new Map<unknown, number>();
    for (let at = 0; at < ids.length; at += LOOK_UP) {
      const some = ids.slice(at, at + LOOK_UP);
      const body = {
        size: some.length,
        _source: false,
        track_total_hits: false,
        docvalue_fields: ['ordinal', 'id'],
        query: { bool: { filter: [{ terms: { id: some } }] } },
      };
      for (const { fields } of hitsOf(await this.#search(body, options))) {
        found.set(fields?.['id']?.[0], fields?.['ordinal']?.[0] as number);
      }
    }
    return ids.map((id) => found.get(id));
  }

  async byIds(ids: readonly string[], options?: CallOptions): Promise<Product[]> {
    if (ids.length === 0) return [];
    return readByIds(await this.#search(byIdsBody(ids), options, BY_IDS_PARTS));
  }

  async fields() {
    this.#expectOpen();
    return { keyword: [...this.facts.keyword], numeric: [...this.facts.numeric] };
  }

  async currencies(): Promise<readonly string[]> {
    this.#expectOpen();
    return this.facts.currencies;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #search(
    body: object,
    options: CallOptions | undefined,
    parts: string = ANSWER_PARTS,
  ): Promise<SearchAnswer> {
    const query: Record<string, string | boolean> = {
      filter_path: parts,
      allow_partial_search_results: false,
      // Shards of their own statistics would score equal products differently.
      ...(this.facts.shape.shards > 1 ? { search_type: 'dfs_query_then_fetch' } : {}),
    };
    return this.#ask<SearchAnswer>('_search', body, query, options);
  }

  async #ask<T>(
    api: string,
    body: object,
    query: Readonly<Record<string, string | boolean>>,
    options: CallOptions | undefined,
  ): Promise<T> {
    this.#expectOpen();
    const path = `/${this.index}/${api}`;
    try {
      return await this.cluster.request<T>({ method: 'POST', path, query, body, repeatable: true }, options);
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
      throw new AisleError('unavailable', `the product index ${this.index} is gone from the search server`, {
        cause: error,
      });
    }
  }

  #expectOpen(): void {
    if (this.closed) throw new AisleError('unavailable', 'the product index is closed');
  }

  #checkFields({ filters, facets }: MembersRequest): void {
    const { keyword, numeric } = this.facts;
    const check = (kind: 'keyword' | 'numeric', field: string) => {
      const known = kind === 'keyword' ? keyword : numeric;
      if (!known.has(field) && !inFieldTable(kind, field)) throw unknownField(field);
    };
    for (const { filter } of filters) {
      for (const { kind, field } of filterFields(filter)) check(kind === 'range' ? 'numeric' : kind, field);
    }
    for (const { kind, field } of facets) check(kind, field);
  }
}
