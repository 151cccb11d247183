import { setImmediate as nextTurn } from 'node:timers/promises';
import { AisleError, type CallOptions } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import { EmbeddedProducts } from '../embedded/embedded-products.js';
import { LayeredSearch } from '../embedded/layered-search.js';
import { Layers, wholeLayer } from '../embedded/layers.js';
import type {
  MembersAnswer,
  MembersRequest,
  ProductColumns,
  ProductIndex,
  StoredProduct,
  WordsPlan,
  WordsPolicy,
} from '../product-index.js';
import type { Vocabularies } from '../words/vocabulary.js';
import { applyChanges, type SnapshotLayers } from './apply-changes.js';
import { layerSizes, type LayerSizes } from './joins.js';
import { Lineage } from './lineage.js';
import type { LiveLayer } from './live-layer.js';
import { LAYER_POLICY, type LayerPolicy } from './layer-policy.js';
import type { ProductChange } from './product-change.js';

/**
 * A snapshot: the base and what changed since; it never changes itself. Its answers are those of an index built anew of
 * the products it holds, but for the ordinals, which are no longer in id order: members then carry `idRanks`.
 *
 * `size` counts the products it holds. `ordinals(ids)` names the newest version, undefined for a deleted product.
 * `documents` answers a superseded ordinal with the product's newest version, and one of a deleted product with undefined.
 * A plan of `words` belongs to the snapshot that made it.
 */
export interface LiveProducts extends ProductIndex {
  /**
   * The snapshot after these changes, all together; this one stays what it is, and goes on answering. The later of two
   * changes of one id wins. Throws `bad_request` for an ordinal that is not beyond those given before; then nothing changed.
   */
  with(changes: readonly ProductChange[], options?: CallOptions): Promise<LiveProducts>;
  /** What the snapshot is made of, the base first: for monitoring. */
  layerSizes(): LayerSizes[];
  /** Closes the base and every snapshot over it: to be called once, on any of them. */
  close(): Promise<void>;
}

/** Changes that are looked through before others get their turn: a millisecond or two. */
export const CHANGES_A_TURN = 5_000;

/** The first snapshot over a base that `openEmbeddedProducts` opened: nothing has changed yet. */
export function liveProducts(base: ProductIndex, policy: LayerPolicy = LAYER_POLICY): LiveProducts {
  if (!(base instanceof EmbeddedProducts)) {
    throw new AisleError('internal', 'only an embedded product index takes live changes');
  }
  return new Snapshot(new Lineage(base, policy), { base: wholeLayer(base.segment), changed: [] }, base.size);
}

class Snapshot implements LiveProducts {
  readonly size: number;
  /** All of them: they cost nothing here. */
  readonly window = Infinity;
  readonly #search: LayeredSearch;

  constructor(
    private readonly lineage: Lineage,
    private readonly parts: SnapshotLayers,
    /** The smallest ordinal that the next change may have. */
    private readonly next: number,
  ) {
    const { base, changed } = parts;
    const layers = new Layers(base, changed, changed.length === 0 ? undefined : lineage.values);
    this.#search = new LayeredSearch(layers, lineage.base.scratch);
    this.size = layers.living;
  }

  async with(changes: readonly ProductChange[], options?: CallOptions): Promise<LiveProducts> {
    const { lineage, parts } = this;
    lineage.expectOpen();
    let { next } = this;
    const newest = new Map<string, ProductChange>();
    let seen = 0;
    for (const change of changes) {
      if (++seen % CHANGES_A_TURN === 0) await nextTurn();
      const id = change.kind === 'put' ? change.product.id : change.id;
      const before = newest.get(id);
      if (before?.kind === 'put') lineage.superseded.remember(before.ordinal, id);
      newest.set(id, change);
      if (change.kind === 'delete') continue;
      if (change.ordinal < next) {
        throw new AisleError('bad_request', `ordinal ${change.ordinal}: expected one from ${next} on`);
      }
      next = change.ordinal + 1;
    }
    const after = await applyChanges(lineage, parts, newest, options);
    lineage.joins.consider(after);
    return new Snapshot(lineage, after, next);
  }

  get vocabularies(): Vocabularies {
    return this.#search.layers.vocabularies;
  }

  async words(text: string, policy: WordsPolicy): Promise<WordsPlan> {
    this.lineage.expectOpen();
    return this.#search.words(text, policy);
  }

  async members(request: MembersRequest): Promise<MembersAnswer> {
    this.lineage.expectOpen();
    return this.#search.members(request);
  }

  async documents(ordinals: Uint32Array): Promise<(Product | undefined)[]> {
    this.lineage.expectOpen();
    return Array.from(ordinals, (ordinal) => this.#document(this.#newest(ordinal)));
  }

  async stored(ordinals: Uint32Array): Promise<(StoredProduct | undefined)[]> {
    this.lineage.expectOpen();
    return Array.from(ordinals, (ordinal) => {
      const place = this.#newest(ordinal);
      if (place < 0) return undefined;
      const layer = this.#changedAt(place);
      return layer === undefined
        ? this.lineage.base.store.stored(place)
        : layer.changed.stored(place - layer.offset);
    });
  }

  async columns(ordinals: Uint32Array): Promise<ProductColumns> {
    this.lineage.expectOpen();
    return this.#search.columns(Int32Array.from(ordinals, (ordinal) => this.#newest(ordinal)));
  }

  async ordinals(ids: readonly string[]): Promise<(number | undefined)[]> {
    this.lineage.expectOpen();
    return ids.map((id) => {
      const place = this.#placeOf(id);
      return place < 0 ? undefined : this.#search.layers.ordinalOf(place);
    });
  }

  async fields() {
    this.lineage.expectOpen();
    return this.#search.fields();
  }

  async currencies(): Promise<readonly string[]> {
    this.lineage.expectOpen();
    return this.#search.currencies();
  }

  layerSizes(): LayerSizes[] {
    return layerSizes(this.#search.layers);
  }

  close(): Promise<void> {
    return this.lineage.close();
  }

  /** The place of the newest version of the product that has or had an ordinal; −1 for one that is gone. */
  #newest(ordinal: number): number {
    const place = this.#search.layers.placeOf(ordinal);
    if (place >= 0) return place;
    if (ordinal >= this.next) {
      throw new AisleError('bad_request', `ordinal ${ordinal}: expected one below ${this.next}`);
    }
    const id = this.#idOf(ordinal);
    return id === undefined ? -1 : this.#placeOf(id);
  }

  #idOf(ordinal: number): string | undefined {
    const { base, superseded } = this.lineage;
    return ordinal < base.size ? base.store.get(ordinal)?.id : superseded.id(ordinal);
  }

  #placeOf(id: string): number {
    const { base, changed } = this.parts;
    const ordinal = this.lineage.base.store.ordinal(id);
    if (ordinal !== undefined && base.dead?.[ordinal] !== 1) return ordinal;
    const bytes = Buffer.from(id);
    for (const layer of changed) {
      const row = layer.changed.findId(bytes);
      if (row >= 0 && layer.dead?.[row] !== 1) return layer.offset + row;
    }
    return -1;
  }

  #document(place: number): Product | undefined {
    if (place < 0) return undefined;
    const layer = this.#changedAt(place);
    return layer === undefined
      ? this.lineage.base.store.get(place)
      : layer.changed.document(place - layer.offset);
  }

  #changedAt(place: number): LiveLayer | undefined {
    return this.parts.changed[this.#search.layers.numberOf(place) - 1];
  }
}
