import { join } from 'node:path';
import { AisleError, isAisleError } from '../base/index.js';
import type { Embedder, EmbedderPool, EmbedderUse } from '../engines/embedder/index.js';
import type { ChangingProducts, LiveProducts, ProductIndex } from '../engines/products/index.js';
import type { LiveVectors, VectorIndex } from '../engines/vectors/index.js';
import { readNames, type CatalogueNames } from './catalogue-names.js';
import { countWords, type CategoryWords } from './category-words.js';
import type { Engines, Place } from './engines.js';
import { INSIDE, type Layout } from './layout.js';
import type { GenerationMeta } from './meta.js';
import { readOnce } from './read-once.js';
import type { Registry } from './registry.js';
import { readTitles, type SampledTitle } from './title-sample.js';

/** An open generation: both legs of one catalogue, and the model that its queries are embedded by. */
export interface Generation {
  readonly id: string;
  readonly products: ProductIndex;
  /** Absent when it was built without a model. */
  readonly vectors: VectorIndex | undefined;
  readonly meta: GenerationMeta;
  readonly names: CatalogueNames;
  /** A sample of the titles that it was built with, read by the first that asks. Throws what its products throw. */
  titles(): Promise<readonly SampledTitle[]>;
  /** What its titles call the products of each category, read by the first that asks. Throws what its products throw. */
  categoryWords(): Promise<CategoryWords>;
  /** The last live update that is part of it: of the log, or where its build began to read. */
  readonly seq: number;
  /**
   * The very model that its vectors come from, opened by the first that asks; undefined when it was built without one.
   * Throws `unavailable`, `corrupt`, `bad_config` when that cannot be opened here.
   */
  embedder(): Promise<Embedder | undefined>;
}

/** Both legs as they take single changes: each makes a snapshot. */
export interface LiveEngines {
  readonly products: LiveProducts;
  readonly vectors: LiveVectors | undefined;
}

/** Both legs where the products change in place, in an index that other processes may change too. */
export interface SharedEngines {
  readonly products: ChangingProducts;
  readonly vectors: LiveVectors | undefined;
}

/** A generation as it was built; whoever opened it closes it, once. */
export interface OpenGeneration extends Generation {
  /** Absent, both, where its engines take no live updates. */
  readonly live?: LiveEngines;
  readonly shared?: SharedEngines;
  close(): Promise<void>;
}

export interface OpenerParts {
  readonly layout: Layout;
  readonly engines: Engines;
  readonly registry: Registry;
  readonly models: EmbedderPool;
}

interface Shared {
  readonly vectors: Promise<VectorIndex>;
  users: number;
}

/** Where the product index of a finished generation lies. */
export function placeOf({ generations }: Layout, id: string): Place {
  return { folder: join(generations, id, INSIDE.products), name: id };
}

/** Opens generations; what several of them have in common is open once. */
export class GenerationOpener {
  readonly #parts: OpenerParts;
  /** Vectors by content address: generations that differ in prices alone share them in memory too. */
  readonly #shared = new Map<string, Shared>();

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /**
   * With its model, and what its titles say, ready for the first query, or with one that is opened when it is needed. Throws `not_found`,
   * `corrupt`, and with its model what that throws; nothing then stays open.
   */
  async open(id: string, { withModel }: { readonly withModel: boolean }): Promise<OpenGeneration> {
    const { registry, models } = this.#parts;
    const meta = await registry.generation(id);
    if (meta === undefined) throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    const model = meta.embedder === undefined ? undefined : models.use(meta.embedder);
    try {
      // The model first: where it is missing nothing else need be opened to find out.
      if (withModel) await model?.embedder();
      const opened = await this.#openLegs(meta, model);
      // Queries come at once; where it cannot be read, the first that needs it tries again.
      if (withModel) await opened.categoryWords().catch(() => undefined);
      return opened;
    } catch (error) {
      await model?.release();
      throw error;
    }
  }

  async #openLegs(meta: GenerationMeta, model: EmbedderUse | undefined): Promise<OpenGeneration> {
    const { engines, layout } = this.#parts;
    const { id } = meta;
    const { live } = engines;
    const base = await engines.products.open(placeOf(layout, id));
    const snapshots = live?.kind === 'snapshots' ? live.products(base) : undefined;
    const products = snapshots ?? base;
    try {
      const names = await readNames(base);
      const titles = readOnce(() => readTitles(base));
      const stored = meta.vectors === undefined ? undefined : await this.#openVectors(meta.vectors);
      const vectors = stored && live?.vectors(stored);
      return {
        id,
        products,
        vectors: vectors ?? stored,
        meta,
        names,
        titles,
        categoryWords: readOnce(async () => countWords(await titles())),
        seq: meta.opsFrom ?? 0,
        ...(snapshots === undefined ? {} : { live: { products: snapshots, vectors } }),
        ...(live?.kind === 'in place' ? { shared: { products: live.products(base), vectors } } : {}),
        embedder: async () => model?.embedder(),
        close: async () => {
          await products.close();
          // A snapshot of vectors holds nothing of its own; others may have the same base.
          if (meta.vectors !== undefined) await this.#closeVectors(meta.vectors);
          await model?.release();
        },
      };
    } catch (error) {
      await products.close();
      if (isAisleError(error) && error.code !== 'not_found') throw error;
      throw new AisleError('corrupt', `the vectors of generation ${id} cannot be opened`, { cause: error });
    }
  }

  async #openVectors(address: string): Promise<VectorIndex> {
    const shared = this.#shared.get(address) ?? {
      vectors: this.#parts.engines.vectors.open(address),
      users: 0,
    };
    this.#shared.set(address, shared);
    shared.users++;
    try {
      return await shared.vectors;
    } catch (error) {
      this.#shared.delete(address);
      throw error;
    }
  }

  async #closeVectors(address: string): Promise<void> {
    const shared = this.#shared.get(address);
    if (shared === undefined || --shared.users > 0) return;
    this.#shared.delete(address);
    await (await shared.vectors).close();
  }
}
