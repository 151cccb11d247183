import { AisleError, type Logger } from '../base/index.js';
import type { EmbedderPool } from '../engines/embedder/index.js';
import type { Engines } from './engines.js';
import { Follower, type CanaryHere } from './manifest-follower.js';
import { layoutOf, type Layout } from './layout.js';
import { watchLog, type LogWatch } from './live/watch-log.js';
import type { GenerationMeta } from './meta.js';
import type { FollowedGeneration, ReachOptions } from './live/followed-generation.js';
import type { LiveParts } from './live/live-parts.js';
import { GenerationOpener } from './open-generation.js';
import type { Registry } from './registry.js';
import { openFollowed, ServedGenerations, type Choice, type Lease } from './served.js';
import { summaryOf, type GenerationSummary } from './summary.js';
import { drop, prune } from './sweep.js';

/** What was built, what is live or tried, and the switch between them. */
export interface Generations {
  /**
   * The live generation, or the one that is chosen, kept open until released; undefined when nothing was published or
   * the wanted one is not served. Follows other processes within a second.
   */
  acquire(choice?: Choice): Promise<Lease | undefined>;
  /** Any generation, with its model, for the caller, who closes it. Throws `not_found`, and what its model throws. */
  open(id: string): Promise<FollowedGeneration>;
  /** Resolves when all that answer queries here hold the live updates up to a number. Rejects with what keeps them from it. */
  reach(seq: number, options?: ReachOptions): Promise<void>;
  /** Why live updates are not applied to what answers here: what fails, or that it takes its time. Undefined while they are. */
  readonly failing: string | undefined;
  /** The canary of the last look at the registry. */
  readonly canaryHere: CanaryHere | undefined;
  /**
   * Looks at once what is served, where something is open for queries; else the next query looks. Throws `corrupt` when
   * it cannot be opened.
   */
  refresh(): Promise<void>;
  /** The same after a change that was made by other means: where it cannot be followed here, that is logged alone. */
  changed(): Promise<void>;
  /** Newest first. */
  list(): Promise<GenerationSummary[]>;
  /** Throws `not_found`. */
  show(id: string): Promise<GenerationMeta & Pick<GenerationSummary, 'live' | 'state' | 'share'>>;
  /**
   * Makes a generation live and ends the canary. Throws `not_found`, `corrupt`, `unprocessable` (its verification found
   * something), and what its model throws.
   */
  publish(id: string, options: Forced): Promise<void>;
  /** Makes live what was live before; answers its id. Throws `not_found` when there is none. */
  rollback(): Promise<string>;
  /**
   * Lets a generation answer a share (0..1) of the traffic beside the live one. Throws `bad_request` and `conflict`, and
   * what a publish throws.
   */
  canary(id: string, options: Forced & { readonly share: number }): Promise<void>;
  /** Ends the canary, which must be `id` where that is given; answers which it was. Throws `not_found`. */
  stopCanary(id?: string): Promise<string>;
  /** Removes one that is not served and not the way back. Throws `not_found`, `conflict`, and `corrupt` as a prune. */
  drop(id: string): Promise<void>;
  /**
   * Removes all but the live one, the one before it, the canary and the `keep` newest others; answers what went. Throws
   * `conflict`, and `corrupt` when the registry does not know what one of those is made of: nothing is removed then.
   */
  prune(options: { readonly keep: number }): Promise<string[]>;
  close(): Promise<void>;
}

/** In spite of what its verification found, and without a look whether its model can be opened here. */
interface Forced {
  readonly force: boolean;
}

export interface GenerationsOptions {
  readonly dataDir: string;
  readonly engines: Engines;
  readonly registry: Registry;
  /** Where the models of generations are opened; outlives them. */
  readonly models: EmbedderPool;
  /** The log of live updates and what applies them; outlives the generations. Absent: there are none. */
  readonly updates?: LiveParts;
  /** Other servers write to that log too: what is open looks at it by itself. */
  readonly sharedLog?: boolean;
  readonly log: Logger;
}

export async function openGenerations(options: GenerationsOptions): Promise<Generations> {
  return new RegisteredGenerations(options);
}

class RegisteredGenerations implements Generations {
  readonly #layout: Layout;
  readonly #engines: Engines;
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #opener: GenerationOpener;
  readonly #served: ServedGenerations;
  readonly #follower: Follower;
  readonly #updates: LiveParts | undefined;
  readonly #watch: LogWatch | undefined;

  constructor({ dataDir, engines, registry, models, log, updates, sharedLog = false }: GenerationsOptions) {
    this.#layout = layoutOf(dataDir);
    this.#engines = engines;
    this.#registry = registry;
    this.#log = log;
    this.#opener = new GenerationOpener({ layout: this.#layout, engines, registry, models });
    this.#updates = updates;
    this.#served = new ServedGenerations(this.#opener, log, updates);
    this.#follower = new Follower(this.#served, registry, log, !sharedLog);
    this.#watch = sharedLog ? watchLog(() => this.#served.reach(0)) : undefined;
  }

  acquire(choice?: Choice): Promise<Lease | undefined> {
    return this.#follower.acquire(choice);
  }

  open(id: string): Promise<FollowedGeneration> {
    return openFollowed(this.#opener, id, { withModel: true }, this.#updates);
  }

  reach(seq: number, options?: ReachOptions): Promise<void> {
    return this.#served.reach(seq, options);
  }

  get failing(): string | undefined {
    return this.#served.failing;
  }

  get canaryHere(): CanaryHere | undefined {
    return this.#follower.canary;
  }

  refresh(): Promise<void> {
    return this.#follower.refresh();
  }

  changed(): Promise<void> {
    return this.#follower.changed();
  }

  async list(): Promise<GenerationSummary[]> {
    const manifest = await this.#registry.manifest();
    const metas = await this.#registry.generations();
    return metas.map((meta) => summaryOf(meta, manifest));
  }

  async show(id: string): Promise<GenerationMeta & Pick<GenerationSummary, 'live' | 'state' | 'share'>> {
    const meta = await this.#meta(id);
    const { live, state, share } = summaryOf(meta, await this.#registry.manifest());
    return { ...meta, live, state, ...(share === undefined ? {} : { share }) };
  }

  async publish(id: string, forced: Forced): Promise<void> {
    await this.#expectFit(id, forced);
    await this.#registry.switchTo(id);
    await this.changed();
  }

  async rollback(): Promise<string> {
    const manifest = await this.#registry.manifest();
    if (manifest?.previous === undefined) {
      throw new AisleError('not_found', 'there is no generation to go back to');
    }
    await this.publish(manifest.previous, { force: true });
    return manifest.previous;
  }

  async canary(id: string, { share, force }: Forced & { readonly share: number }): Promise<void> {
    if (!(share >= 0 && share <= 1)) {
      throw new AisleError('bad_request', `share: expected a number from 0 to 1, got ${share}`);
    }
    await this.#expectFit(id, { force });
    await this.#registry.setCanary({ generation: id, share });
    await this.changed();
  }

  async stopCanary(id?: string): Promise<string> {
    const canary = (await this.#registry.manifest())?.canary;
    if (canary === undefined) throw new AisleError('not_found', 'there is no canary');
    if (id !== undefined && id !== canary.generation) {
      throw new AisleError('not_found', `generation ${id} is not the canary: ${canary.generation} is`);
    }
    await this.#registry.setCanary(undefined);
    await this.changed();
    return canary.generation;
  }

  drop(id: string): Promise<void> {
    return drop({ layout: this.#layout, engines: this.#engines, registry: this.#registry }, id);
  }

  prune(options: { readonly keep: number }): Promise<string[]> {
    return prune(
      {
        layout: this.#layout,
        engines: this.#engines,
        registry: this.#registry,
        ...(this.#updates === undefined ? {} : { ops: this.#updates.ops }),
      },
      options,
    );
  }

  async close(): Promise<void> {
    this.#watch?.close();
    await this.#follower.settle();
    await this.#served.close();
  }

  /** Shoppers may be answered by it: verified, or forced, and it can be opened. */
  async #expectFit(id: string, { force }: Forced): Promise<void> {
    const { findings } = await this.#meta(id);
    if (findings.length > 0 && !force) {
      throw new AisleError(
        'unprocessable',
        `generation ${id} did not pass its verification: ${findings.join('; ')}; --force publishes it all the same`,
      );
    }
    if (findings.length > 0)
      this.#log.warn({ generation: id, findings }, 'served by force in spite of its findings');
    // A generation that cannot be opened must never be served.
    await (await this.#opener.open(id, { withModel: !force })).close();
  }

  async #meta(id: string): Promise<GenerationMeta> {
    const meta = await this.#registry.generation(id);
    if (meta === undefined) throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    return meta;
  }
}
