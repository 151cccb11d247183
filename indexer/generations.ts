import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AisleError, type Logger } from '../base/index.js';
import type { EngineFactories } from './job.js';
import { layoutOf, type Layout } from './layout.js';
import { LiveGenerations, type Lease } from './live.js';
import { takeLock } from './lock.js';
import { readManifest, switchManifest, type Manifest } from './manifest.js';
import { readMeta, type GenerationMeta } from './meta.js';

export interface GenerationSummary {
  readonly id: string;
  readonly live: boolean;
  readonly builtAt: string;
  readonly products: number;
  /** Name of the model that its vectors come from, or `none`. */
  readonly model: string;
  readonly state: 'live' | 'previous' | 'ready' | 'failed';
}

/** What was built, what is live, and the switch between them. */
export interface Generations {
  /** The live generation, kept open until released; undefined when nothing was published. Follows other processes within a second. */
  acquire(): Promise<Lease | undefined>;
  /** Looks at once which generation is live. Throws `corrupt` when it cannot be opened. */
  refresh(): Promise<void>;
  /** Newest first. */
  list(): Promise<GenerationSummary[]>;
  /** Throws `not_found`. */
  show(id: string): Promise<GenerationMeta & Pick<GenerationSummary, 'live' | 'state'>>;
  /** Throws `not_found`, `corrupt`, `unprocessable` (its verification found something). */
  publish(id: string, options: { readonly force: boolean }): Promise<void>;
  /** Makes live what was live before; answers its id. Throws `not_found` when there is none. */
  rollback(): Promise<string>;
  /** Removes all but the live one, the one before it and the `keep` newest others; answers what went. Throws `conflict`. */
  prune(options: { readonly keep: number }): Promise<string[]>;
  close(): Promise<void>;
}

/** Milliseconds between two looks at the manifest: another process's publish is seen within a second. */
const LOOK_INTERVAL = 500;

export async function openGenerations(options: {
  readonly dataDir: string;
  readonly engines: EngineFactories;
  readonly log: Logger;
}): Promise<Generations> {
  return new FileGenerations(layoutOf(options.dataDir), options.engines, options.log);
}

class FileGenerations implements Generations {
  readonly #layout: Layout;
  readonly #log: Logger;
  readonly #live: LiveGenerations;
  /** When the manifest was looked at last; ms of a clock that never jumps. */
  #looked = -Infinity;
  /** What the manifest's file was then: its time of change and its inode. */
  #seen = '';
  #refreshing: Promise<void> | undefined;

  constructor(layout: Layout, engines: EngineFactories, log: Logger) {
    this.#layout = layout;
    this.#log = log;
    this.#live = new LiveGenerations(layout, engines, log);
  }

  async acquire(): Promise<Lease | undefined> {
    if (performance.now() - this.#looked > LOOK_INTERVAL) await this.#follow();
    return this.#live.lease();
  }

  async refresh(): Promise<void> {
    // A look that is under way may have read the manifest before the caller changed it.
    await this.#refreshing?.catch(() => undefined);
    this.#seen = '';
    await this.#look();
  }

  async list(): Promise<GenerationSummary[]> {
    const manifest = await readManifest(this.#layout.manifest);
    const metas = await this.#metas();
    return metas.map((meta) => summary(meta, manifest));
  }

  async show(id: string): Promise<GenerationMeta & Pick<GenerationSummary, 'live' | 'state'>> {
    const meta = await this.#meta(id);
    const { live, state } = summary(meta, await readManifest(this.#layout.manifest));
    return { ...meta, live, state };
  }

  async publish(id: string, { force }: { readonly force: boolean }): Promise<void> {
    const { findings } = await this.#meta(id);
    if (findings.length > 0 && !force) {
      throw new AisleError(
        'unprocessable',
        `generation ${id} did not pass its verification: ${findings.join('; ')}; --force publishes it all the same`,
      );
    }
    if (findings.length > 0)
      this.#log.warn({ generation: id, findings }, 'published by force in spite of its findings');
    // A generation that cannot be opened must never become the live one.
    await this.#live.closeGeneration(await this.#live.open(id));
    await switchManifest(this.#layout.manifest, id);
    await this.refresh();
  }

  async rollback(): Promise<string> {
    const manifest = await readManifest(this.#layout.manifest);
    if (manifest?.previous === undefined) {
      throw new AisleError('not_found', 'there is no generation to go back to');
    }
    await this.publish(manifest.previous, { force: true });
    return manifest.previous;
  }

  async prune({ keep }: { readonly keep: number }): Promise<string[]> {
    const release = takeLock(this.#layout.lock);
    try {
      const manifest = await readManifest(this.#layout.manifest);
      const needed = new Set([manifest?.generation, manifest?.previous]);
      const metas = await this.#metas();
      const others = metas.filter(({ id }) => !needed.has(id)).slice(keep);
      for (const { id } of others) {
        await rm(join(this.#layout.generations, id), { recursive: true, force: true });
      }
      // No build runs while the lock is held: what lies here was abandoned.
      await rm(this.#layout.builds, { recursive: true, force: true });
      const kept = new Set(metas.filter((meta) => !others.includes(meta)).map(({ vectors }) => vectors));
      for (const name of await names(this.#layout.vectors)) {
        if (!kept.has(name.replace(/\.json$/, ''))) {
          await rm(join(this.#layout.vectors, name), { recursive: true, force: true });
        }
      }
      return others.map(({ id }) => id);
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    await this.#live.close();
  }

  /** Queries go on with what is open when the new generation cannot be opened; without one they hear why. */
  async #follow(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      if (this.#live.id === undefined) {
        this.#seen = '';
        throw error;
      }
      this.#log.error({ err: error }, 'the published generation cannot be opened; the one before it goes on');
    }
  }

  #look(): Promise<void> {
    this.#refreshing ??= this.#lookOnce().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #lookOnce(): Promise<void> {
    this.#looked = performance.now();
    const found = await stat(this.#layout.manifest).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    const seen = found === undefined ? '' : `${found.mtimeMs} ${found.ino}`;
    if (found === undefined || seen === this.#seen) return;
    this.#seen = seen;
    const manifest = await readManifest(this.#layout.manifest);
    if (manifest !== undefined && manifest.generation !== this.#live.id) {
      await this.#live.switchTo(manifest.generation);
    }
  }

  async #meta(id: string): Promise<GenerationMeta> {
    // An id is a folder's name, never a path.
    const meta = (await names(this.#layout.generations)).includes(id)
      ? await readMeta(join(this.#layout.generations, id))
      : undefined;
    if (meta === undefined) throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
    return meta;
  }

  async #metas(): Promise<GenerationMeta[]> {
    const ids = (await names(this.#layout.generations)).sort().reverse();
    const metas = await Promise.all(ids.map((id) => readMeta(join(this.#layout.generations, id))));
    return metas.filter((meta) => meta !== undefined);
  }
}

function summary(meta: GenerationMeta, manifest: Manifest | undefined): GenerationSummary {
  const { id, builtAt, size, embedder, findings } = meta;
  const live = manifest?.generation === id;
  const state = live
    ? 'live'
    : manifest?.previous === id
      ? 'previous'
      : findings.length > 0
        ? 'failed'
        : 'ready';
  return { id, live, builtAt, products: size, model: embedder?.split(/[\s|]/)[0] ?? 'none', state };
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
