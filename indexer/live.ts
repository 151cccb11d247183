import { join } from 'node:path';
import { AisleError, isAisleError, type Logger } from '../base/index.js';
import type { ProductIndex } from '../engines/products/index.js';
import type { VectorIndex } from '../engines/vectors/index.js';
import type { EngineFactories } from './job.js';
import { INSIDE, type Layout } from './layout.js';
import { readMeta, type GenerationMeta } from './meta.js';

/** An open generation: both legs of one catalogue. */
export interface Generation {
  readonly id: string;
  readonly products: ProductIndex;
  /** Absent when it was built without a model. */
  readonly vectors: VectorIndex | undefined;
  readonly meta: GenerationMeta;
}

/** Keeps a generation open while a query reads it. Release it once, whatever happens. */
export interface Lease {
  readonly generation: Generation;
  release(): void;
}

interface Opened {
  readonly generation: Generation;
  leases: number;
  live: boolean;
}

interface Shared {
  readonly vectors: Promise<VectorIndex>;
  users: number;
}

/** The generations that are open: the live one, and older ones until their last reader is done. */
export class LiveGenerations {
  readonly #layout: Layout;
  readonly #engines: EngineFactories;
  readonly #log: Logger;
  /** Vectors by content address: generations that differ in prices alone share them in memory too. */
  readonly #shared = new Map<string, Shared>();
  #current: Opened | undefined;

  constructor(layout: Layout, engines: EngineFactories, log: Logger) {
    this.#layout = layout;
    this.#engines = engines;
    this.#log = log;
  }

  get id(): string | undefined {
    return this.#current?.generation.id;
  }

  lease(): Lease | undefined {
    const opened = this.#current;
    if (opened === undefined) return undefined;
    opened.leases++;
    let released = false;
    return {
      generation: opened.generation,
      release: () => {
        if (released) return;
        released = true;
        opened.leases--;
        this.#closeWhenDone(opened);
      },
    };
  }

  /** Opens a generation and makes it the one that queries get. Throws and changes nothing when it cannot be opened. */
  async switchTo(id: string): Promise<void> {
    const generation = await this.open(id);
    const before = this.#current;
    this.#current = { generation, leases: 0, live: true };
    if (before !== undefined) {
      before.live = false;
      this.#closeWhenDone(before);
    }
    this.#log.info({ generation: id, products: generation.products.size }, 'generation open');
  }

  /** Opens a generation for the caller, who closes it. Throws `not_found`, `corrupt`. */
  async open(id: string): Promise<Generation> {
    const folder = join(this.#layout.generations, id);
    const meta = await readMeta(folder);
    if (meta === undefined) throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    const products = await this.#engines.openProducts(join(folder, INSIDE.products));
    try {
      const vectors = meta.vectors === undefined ? undefined : await this.#openVectors(meta.vectors);
      return { id, products, vectors, meta };
    } catch (error) {
      await products.close();
      if (isAisleError(error) && error.code === 'corrupt') throw error;
      throw new AisleError('corrupt', `the vectors of generation ${id} cannot be opened`, { cause: error });
    }
  }

  async closeGeneration({ products, meta }: Generation): Promise<void> {
    await products.close();
    if (meta.vectors !== undefined) await this.#closeVectors(meta.vectors);
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) await this.closeGeneration(current.generation);
  }

  async #openVectors(address: string): Promise<VectorIndex> {
    const shared = this.#shared.get(address) ?? {
      vectors: this.#engines.openVectors(join(this.#layout.vectors, address)),
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

  #closeWhenDone(opened: Opened): void {
    if (opened.live || opened.leases > 0) return;
    this.closeGeneration(opened.generation).catch((error: unknown) => {
      this.#log.warn({ err: error, generation: opened.generation.id }, 'a generation did not close');
    });
  }
}
