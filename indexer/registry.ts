import { AisleError, isAisleError, type CallOptions } from '../base/index.js';
import type { Canary } from './canary.js';
import type { GenerationMeta } from './meta.js';

/** Names the live generation: both legs switch with it, together. */
export interface Manifest {
  /** The live generation. */
  readonly generation: string;
  /** Live before it: what a rollback goes back to. */
  readonly previous?: string;
  /** Updates up to this number of the log are part of it. */
  readonly appliedSeq: number;
  /** Answers a share of the traffic beside the live one, until the next switch. */
  readonly canary?: Canary;
}

/** The right to be the one job of an installation. */
export interface Lock {
  /** Names this taking of the lock and no other. */
  readonly owner: string;
  /** Throws `conflict` when the lock was lost: its holder stood still for so long that another took it. */
  check(): Promise<void>;
  /** Lets go of it; of a lost one too. */
  release(): Promise<void>;
}

/**
 * Which generations an installation has, which one is live and which one is tried beside it: one small memory that all its processes share. Every
 * call may throw `unavailable`, `deadline_exceeded`, `corrupt`, `storage_full`. A call that is given a lock throws
 * `conflict` and changes nothing when that was lost.
 */
export interface Registry {
  /** Undefined before the first publish. */
  manifest(): Promise<Manifest | undefined>;
  /** Changes with every switch and every change of the canary, and costs little: what a process looks at to follow others. */
  stamp(): Promise<string>;
  /**
   * Makes a generation live, at once for everybody; the one that was so until now is kept as the way back. Ends the
   * canary, whichever it was: it was tried against what is no longer live.
   * Throws `not_found`, and `conflict` when another process switched meanwhile.
   */
  switchTo(generation: string, lock?: Lock): Promise<void>;
  /**
   * Gives a generation a share of the traffic, in place of the canary there was; undefined ends it. Throws `not_found`,
   * and `conflict` when it is the live one, nothing is live, or another process changed what is served meanwhile.
   */
  setCanary(canary: Canary | undefined, lock?: Lock): Promise<void>;
  /** Of all generations, newest first. */
  ids(): Promise<string[]>;
  /** Of all that can be described, newest first. */
  generations(): Promise<GenerationMeta[]>;
  generation(id: string): Promise<GenerationMeta | undefined>;
  /** Takes a finished build in: its folder (report, and what its engines keep there) becomes the generation's. */
  add(meta: GenerationMeta, buildFolder: string, lock?: Lock): Promise<void>;
  /** What is not there is no error. Throws `conflict` when it is the live one or the canary. */
  remove(id: string, lock?: Lock): Promise<void>;
  /** Removes the folders of generations that a removal which was killed left without a description. */
  sweep(lock: Lock): Promise<void>;
  /**
   * One job at a time on an installation, over processes and machines; a killed one's lock comes free by itself.
   * Throws `conflict` when it is taken, `bad_config` when a job could not end well here.
   */
  lock(options?: CallOptions): Promise<Lock>;
}

/** The greatest number of a live update that generations name; 0 where none does. */
export function newestMark(metas: readonly Pick<GenerationMeta, 'opsFrom'>[]): number {
  return Math.max(0, ...metas.map(({ opsFrom = 0 }) => opsFrom));
}

/** The same of all that a registry can describe: what it cannot is never served, and must not keep updates away. */
export async function marksTaken(registry: Pick<Registry, 'ids' | 'generation'>): Promise<number> {
  const metas = await Promise.all((await registry.ids()).map((id) => described(registry, id)));
  return newestMark(metas.filter((meta) => meta !== undefined));
}

/** What a generation is made of; undefined where its description is missing or cannot be read. */
export async function described(
  registry: Pick<Registry, 'generation'>,
  id: string,
): Promise<GenerationMeta | undefined> {
  try {
    return await registry.generation(id);
  } catch (error) {
    if (isAisleError(error) && error.code === 'corrupt') return undefined;
    throw error;
  }
}

/** The manifest after a switch. */
export function switched(before: Manifest | undefined, generation: string): Manifest {
  const previous = before?.generation === generation ? before.previous : before?.generation;
  return { generation, appliedSeq: 0, ...(previous === undefined ? {} : { previous }) };
}

/** The manifest with another canary, or without one. Throws `conflict` where a canary makes no sense. */
export function withCanary(before: Manifest | undefined, canary: Canary | undefined): Manifest | undefined {
  if (before === undefined) {
    if (canary === undefined) return undefined;
    throw new AisleError(
      'conflict',
      'nothing is live yet: publish a generation before another is tried beside it',
    );
  }
  const { canary: _, ...without } = before;
  if (canary === undefined) return without;
  if (canary.generation === before.generation) {
    throw new AisleError('conflict', `generation ${canary.generation} is live: it cannot be its own canary`);
  }
  return { ...without, canary };
}

/** Throws `conflict` when queries may be answered by it. */
export function expectUnserved(manifest: Manifest | undefined, id: string): void {
  const serves =
    manifest?.generation === id ? 'live' : manifest?.canary?.generation === id ? 'the canary' : undefined;
  if (serves === undefined) return;
  throw new AisleError('conflict', `generation ${id} is ${serves}: it cannot be removed`);
}
