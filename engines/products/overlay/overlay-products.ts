import { AisleError, isAisleError, type CallOptions } from '../../../base/index.js';
import { productReader, type Product } from '../../../catalog/index.js';
import { KEYWORD_FIELDS, NUMERIC_FIELDS } from '../../../mappings/index.js';
import type { Cluster } from '../../cluster/index.js';
import {
  MOST_NAMED,
  type MembersAnswer,
  type MembersRequest,
  type MembersSlice,
  type ProductColumns,
  type ProductIndex,
  type WordsPlan,
  type WordsPolicy,
} from '../product-index.js';
import { countOf, outgrown, type Ranges } from './facets.js';
import { facetsOf } from './facets-of.js';
import type { FieldTable } from './field-table.js';
import { ANSWER_PARTS, facetResult, rowsOf, sliceOf, type Row, type SearchAnswer } from './hits.js';
import { byIdBody, membersBody } from './members-body.js';
import { Ordinals } from './ordinals.js';
import { columnsOf, type ProductTable } from './product-table.js';
import { wordsOf } from './word-query.js';
import { heldBy, namedProducts, withHolders } from './named-words.js';
import { allNamed, countedWords, planOf, wordsBody, type WordsAnswer } from './words-plan.js';

/** Members in one answer: as many as are scored by every signal. */
const WINDOW = 1_000;
/** Members that can be read at all: the largest window a server has by default. */
const REACH = 10_000;

export interface OverlayParts {
  readonly cluster: Cluster;
  /** The shop's index or alias. */
  readonly index: string;
  readonly table: ProductTable;
  readonly fields: FieldTable;
  readonly currencies: readonly string[];
  readonly ranges: Ranges;
  readonly readRanges: (options?: CallOptions) => Promise<Ranges>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Products of an index that is the shop's own and stays as it is. Opened by `openOverlayProducts`. */
export class OverlayProducts implements ProductIndex {
  readonly size: number;
  readonly window = WINDOW;
  readonly #parts: OverlayParts;
  readonly #ordinals: Ordinals;
  readonly #read: ReturnType<typeof productReader>;
  #ranges: Ranges;
  #closed = false;

  constructor(parts: OverlayParts) {
    this.#parts = parts;
    this.#ranges = parts.ranges;
    this.#ordinals = new Ordinals(parts.table);
    this.#read = productReader(parts.table.map);
    this.size = parts.table.ids.length;
  }

  async words(text: string, policy: WordsPolicy, options?: CallOptions): Promise<WordsPlan> {
    const { fields } = this.#parts;
    const { ids, identifiers } = this.#parts.table;
    const idOf = (ordinal: number) => ids[ordinal] as string;
    const named = namedProducts(text, identifiers, policy);
    const namedIds = named.ordinals.map(idOf);
    const plain = withHolders(wordsOf(text, policy.fieldWeights, fields, policy.lexicon), identifiers, idOf);
    const words = named.certain ? plain.map((word) => heldBy(word, namedIds)) : plain;
    const { fieldWeights: weights, first } = policy;
    const shape = { weights, table: fields, size: this.size, first };
    const body = wordsBody(words, shape);
    const answer =
      body === undefined ? undefined : await this.#search<SearchAnswer & WordsAnswer>(body, options);
    const counted = countedWords(words, answer);
    const unknown = counted.words.every(({ documents }) => documents === 0);
    const names = named.ordinals.length > 0 && (named.certain || unknown);
    const plan = planOf(
      names && !named.certain ? allNamed(counted, namedIds, shape) : counted,
      policy,
      shape,
    );
    const best = () =>
      names && !named.certain ? named.ordinals : this.#rows(answer ?? {}).map(({ ordinal }) => ordinal);
    return {
      ...plan,
      ...(names && named.whole ? { named: Uint32Array.from(named.ordinals.slice(0, MOST_NAMED)) } : {}),
      ...(first === undefined ? {} : { first: Uint32Array.from(best().slice(0, first)) }),
    };
  }

  async members(request: MembersRequest, options?: CallOptions): Promise<MembersAnswer> {
    const { fields: table } = this.#parts;
    const byMeaning = request.members.kind === 'union' ? this.#ids(request.members.byMeaning) : [];
    // Always the whole window: the order of equal members is settled here.
    const size = request.limit === 0 ? 0 : WINDOW;
    const ask = () => {
      const parts = { table, ranges: this.#ranges, byMeaning, size };
      return this.#search<SearchAnswer>(membersBody(request, parts, true), options);
    };
    let answer = await ask();
    if (request.facets.some((facet, i) => outgrown(facet, facetResult(answer, i), this.#ranges))) {
      this.#ranges = await this.#parts.readRanges(options);
      answer = await ask();
    }
    const first = this.#rows(answer);
    const documents = answer.hits?.total?.value ?? 0;
    const whole = documents <= first.length;
    const rows = whole || size === 0 ? first : await this.#withEarly(first, byMeaning, request, options);
    const shown = rows.length <= request.limit ? rows : rows.slice(0, request.limit);
    const readOn = !whole && request.limit > WINDOW;
    return {
      ...sliceOf(shown),
      ...(readOn ? { more: this.#more(request, byMeaning, rows) } : {}),
      ...(request.columns === true
        ? {
            columns: columnsOf(
              this.#parts.table,
              shown.map(({ ordinal }) => ordinal),
            ),
          }
        : {}),
      total: this.#total(answer, first, documents),
      facets: await facetsOf(request, answer, { table, ranges: this.#ranges, byMeaning, size: 0 }, (body) =>
        this.#search<SearchAnswer>(body, options),
      ),
    };
  }

  async documents(ordinals: Uint32Array, options?: CallOptions): Promise<(Product | undefined)[]> {
    const ids = this.#ids(ordinals);
    if (ids.length === 0) return [];
    const body = { size: ids.length, track_total_hits: false, query: { ids: { values: ids } } };
    const { hits } = await this.#search<SearchAnswer>(body, options);
    const now = this.#parts.now();
    const found = new Map(
      hits?.hits?.map(({ _id, _source }) => [_id, this.#read({ ..._source, _id }, now)]) ?? [],
    );
    return ids.map((id) => found.get(id));
  }

  async columns(ordinals: Uint32Array): Promise<ProductColumns> {
    this.#expectOpen();
    return columnsOf(this.#parts.table, [...ordinals]);
  }

  async ordinals(ids: readonly string[]): Promise<(number | undefined)[]> {
    this.#expectOpen();
    return ids.map((id) => this.#parts.table.ordinals.get(id));
  }

  async fields() {
    this.#expectOpen();
    const { keyword, numeric, unusable } = this.#parts.fields;
    const usable = (names: readonly string[], found: ReadonlyMap<string, unknown>) =>
      [...new Set([...names, ...found.keys()])].filter((name) => !unusable.has(name));
    return { keyword: usable(KEYWORD_FIELDS, keyword), numeric: usable(NUMERIC_FIELDS, numeric) };
  }

  async currencies(): Promise<readonly string[]> {
    this.#expectOpen();
    return this.#parts.currencies;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #rows(answer: SearchAnswer): Row[] {
    return rowsOf(answer, this.#ordinals, this.#parts.fields.keyword.get('groupId')?.path);
  }

  /** There are more than one answer holds: members by meaning and those wanted may stand anywhere in it. */
  async #withEarly(
    rows: readonly Row[],
    byMeaning: readonly string[],
    request: MembersRequest,
    options: CallOptions | undefined,
  ): Promise<readonly Row[]> {
    if (request.sort !== undefined) return rows;
    const seen = new Set(rows.map(({ ordinal }) => ordinal));
    const early = new Set([...byMeaning, ...this.#ids(request.wanted ?? new Uint32Array())]);
    const missing = [...early].filter((id) => !seen.has(this.#ordinals.of(id)));
    if (missing.length === 0) return rows;
    const body = byIdBody(request, missing, this.#parts.fields, byMeaning);
    return [...rows, ...this.#rows(await this.#search<SearchAnswer>(body, options))];
  }

  /** The members that follow, as far as a server's window reaches, without those that came already. */
  #more(request: MembersRequest, byMeaning: readonly string[], shown: readonly Row[]) {
    return async (options?: CallOptions): Promise<MembersSlice> => {
      const parts = { table: this.#parts.fields, ranges: this.#ranges, byMeaning, size: REACH };
      const answer = await this.#search<SearchAnswer>(membersBody(request, parts, false), options);
      const seen = new Set(shown.map(({ ordinal }) => ordinal));
      const rows = this.#rows(answer).filter(({ ordinal }) => !seen.has(ordinal));
      return sliceOf(rows.slice(0, request.limit - shown.length));
    };
  }

  #total({ aggregations }: SearchAnswer, rows: readonly Row[], documents: number): number {
    const counted = aggregations?.['total'] as Parameters<typeof countOf>[0] | undefined;
    if (counted === undefined) return documents;
    return rows.length === documents ? new Set(rows.map(({ group }) => group)).size : countOf(counted);
  }

  #ids(ordinals: Uint32Array): string[] {
    return Array.from(ordinals, (ordinal) => {
      const id = this.#ordinals.id(ordinal);
      if (id !== undefined) return id;
      throw new AisleError(
        'bad_request',
        `ordinal ${ordinal}: expected one of a product, below ${this.size}`,
      );
    });
  }

  async #search<T>(body: object, options: CallOptions | undefined): Promise<T> {
    this.#expectOpen();
    const { cluster, index } = this.#parts;
    const query = {
      filter_path: ANSWER_PARTS,
      allow_partial_search_results: false,
      // Shards of their own statistics would score equal products differently.
      search_type: 'dfs_query_then_fetch',
      // One copy of each shard, so that equal products do not change places between two pages.
      preference: 'aisle',
    };
    const path = `/${encodeURIComponent(index)}/_search`;
    try {
      return await cluster.request<T>({ method: 'POST', path, query, body, repeatable: true }, options);
    } catch (error) {
      if (!isAisleError(error) || error.code !== 'not_found') throw error;
      throw new AisleError('unavailable', `the index ${index} is gone from the search server`, {
        cause: error,
      });
    }
  }

  #expectOpen(): void {
    if (this.#closed) throw new AisleError('unavailable', 'the product index is closed');
  }
}
