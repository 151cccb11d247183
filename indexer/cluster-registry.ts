import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AisleError,
  fsyncPath,
  systemClock,
  type CallOptions,
  type Clock,
  type Logger,
} from '../base/index.js';
import type { Cluster } from '../engines/cluster/index.js';
import type { Canary } from './canary.js';
import { GenerationDocuments } from './cluster/generation-documents.js';
import {
  expectHeld,
  manifestOf,
  withCanaryOf,
  withGeneration,
  withoutGeneration,
  withSwitch,
  type Installation,
} from './cluster/installation.js';
import { takeLeaseLock } from './cluster/lease-lock.js';
import { clusterNames, type ClusterNames } from './cluster/names.js';
import { ProductsAlias } from './cluster/products-alias.js';
import { SharedDocument } from './cluster/shared-document.js';
import { systemTimer, type Timer } from './cluster/timer.js';
import type { Layout } from './layout.js';
import type { GenerationMeta } from './meta.js';
import type { Lock, Manifest, Registry } from './registry.js';

export interface ClusterRegistryOptions {
  /** Begins the names of all that an installation keeps in the cluster; lower case. */
  readonly prefix: string;
  /** Copies of the registry on other nodes, where there are as many. */
  readonly replicas: number;
  /** Moves the alias `<prefix>-products` with each switch: the product indices are in this cluster too. */
  readonly productsAlias: boolean;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly timer?: Timer;
}

/**
 * The registry of an installation that several machines share: one document that says what is live and who works, and
 * one for each generation. Makes nothing in the cluster before the first job. What a build leaves in its folder (the
 * report of rejected rows) stays on the machine that built it. Throws `bad_config` when the names are a stranger's.
 */
export async function openClusterRegistry(
  cluster: Cluster,
  layout: Layout,
  options: ClusterRegistryOptions,
): Promise<Registry> {
  const names = clusterNames(options.prefix);
  const document = new SharedDocument(cluster, names, options.replicas);
  const descriptions = new GenerationDocuments(cluster, names);
  const alias = options.productsAlias ? new ProductsAlias(cluster, names) : undefined;
  const registry = new ClusterRegistry({ layout, options, names, document, descriptions, alias });
  await registry.manifest();
  await registry.mendAlias();
  return registry;
}

interface Parts {
  readonly layout: Layout;
  readonly options: ClusterRegistryOptions;
  readonly names: ClusterNames;
  readonly document: SharedDocument;
  readonly descriptions: GenerationDocuments;
  readonly alias: ProductsAlias | undefined;
}

class ClusterRegistry implements Registry {
  readonly #parts: Parts;
  readonly #held = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async manifest(): Promise<Manifest | undefined> {
    const state = await this.#parts.document.read();
    return state && manifestOf(state);
  }

  stamp(): Promise<string> {
    return this.#parts.document.stamp();
  }

  async ids(): Promise<string[]> {
    return (await this.#parts.document.read())?.generations ?? [];
  }

  async generations(): Promise<GenerationMeta[]> {
    // One that is not there was removed since we read the list.
    return this.#parts.descriptions.all(await this.ids());
  }

  async generation(id: string): Promise<GenerationMeta | undefined> {
    if (!(await this.ids()).includes(id)) return undefined;
    return this.#parts.descriptions.one(id);
  }

  async switchTo(id: string, lock?: Lock): Promise<void> {
    await this.#serve(id, lock, (state) => withSwitch(state, id));
    // It is live, whatever becomes of the alias.
    await this.mendAlias();
  }

  async setCanary(canary: Canary | undefined, lock?: Lock): Promise<void> {
    await this.#serve(canary?.generation, lock, (state) => withCanaryOf(state, canary));
  }

  /** Changes what is served, unless another process does so at the same moment. */
  async #serve(
    id: string | undefined,
    lock: Lock | undefined,
    step: (state: Installation) => Installation | undefined,
  ): Promise<void> {
    const { document } = this.#parts;
    const before = await document.read();
    if (before === undefined) {
      if (id === undefined) return;
      throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    }
    await document.change((state) => {
      expectHeld(state, lock?.owner);
      if (state.switches !== before.switches || state.id !== before.id) {
        const live = state.manifest?.generation ?? 'none';
        throw new AisleError(
          'conflict',
          `another process changed what is served at the same moment (generation ${live} is live)`,
        );
      }
      return step(state);
    });
  }

  async add(meta: GenerationMeta, buildFolder: string, lock?: Lock): Promise<void> {
    const { descriptions, document, layout } = this.#parts;
    await document.ensure();
    // The list makes a generation one: what is described but not in it is not there.
    const ready = await document.change((state) => {
      expectHeld(state, lock?.owner);
      return undefined;
    });
    if (ready.generations.includes(meta.id)) {
      throw new AisleError('conflict', `there is a generation ${meta.id} already`);
    }
    await descriptions.put(meta);
    await document.change((state) => {
      expectHeld(state, lock?.owner);
      return withGeneration(state, meta.id);
    });
    await rename(buildFolder, join(layout.generations, meta.id));
    await fsyncPath(layout.generations);
  }

  async remove(id: string, lock?: Lock): Promise<void> {
    const { descriptions, document, layout } = this.#parts;
    if (!(await this.ids()).includes(id)) return;
    await document.change((state) => {
      expectHeld(state, lock?.owner);
      return withoutGeneration(state, id);
    });
    await descriptions.remove(id);
    await rm(join(layout.generations, id), { recursive: true, force: true });
  }

  /** Nothing: a folder here that the list does not name may be that of an installation without a cluster. */
  async sweep(): Promise<void> {}

  async lock(options: CallOptions = {}): Promise<Lock> {
    const { document, alias } = this.#parts;
    const { log, clock = systemClock, timer = systemTimer } = this.#parts.options;
    // A job must not find out at its end that its name is a stranger's.
    await alias?.holders();
    await document.ensure();
    const lock = await takeLeaseLock({ document, log, clock, timer, held: this.#held }, options);
    await this.mendAlias();
    return lock;
  }

  /** Nothing of ours reads the alias: its failure is said, and stops nothing. */
  async mendAlias(): Promise<void> {
    const { alias, options, names } = this.#parts;
    try {
      await alias?.follow(() => this.manifest());
    } catch (error) {
      options.log.warn({ err: error, alias: names.products }, 'the alias of the live products was not moved');
    }
  }
}
