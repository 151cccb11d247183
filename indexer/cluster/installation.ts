import { z } from 'zod';
import { AisleError } from '../../base/index.js';
import { canarySchema, type Canary } from '../canary.js';
import { expectUnserved, switched, withCanary, type Manifest } from '../registry.js';

const holderSchema = z.object({
  /** Random: names one taking of the lock. */
  owner: z.string(),
  host: z.string(),
  pid: z.int(),
  /** ISO 8601 by the holder's clock: for people, nothing is decided by it. */
  since: z.string(),
  /** Counts the holder's signs of life. */
  renewals: z.int().min(0),
});

export const installationSchema = z.object({
  format: z.literal(1),
  /** Random: tells an installation from one that was begun anew under the same name. */
  id: z.string(),
  /** So often what is served was changed: switches, and changes of the canary. */
  switches: z.int().min(0),
  manifest: z
    .object({
      generation: z.string(),
      previous: z.string().optional(),
      appliedSeq: z.int().min(0),
      canary: canarySchema.optional(),
    })
    .optional(),
  generations: z.array(z.string()),
  lock: holderSchema.optional(),
  /** Names its log of live updates; absent before the first change and the first job. */
  log: z.string().optional(),
  /** Names of the last changes, newest first: what an unanswered write looks for to know whether it was made. */
  changes: z.array(z.string()),
});

/**
 * All that the processes of an installation must agree about, as one document: a cluster compares and sets one document
 * at a time, and most decisions here need two facts at once: a switch must know that its generation is there and that
 * its lock still holds, a removal that it is not the live one.
 */
export type Installation = z.infer<typeof installationSchema>;
export type Holder = z.infer<typeof holderSchema>;

export function emptyInstallation(id: string): Installation {
  return { format: 1, id, switches: 0, generations: [], changes: [] };
}

export function manifestOf({ manifest }: Installation): Manifest | undefined {
  if (manifest === undefined) return undefined;
  const { generation, previous, appliedSeq, canary } = manifest;
  return {
    generation,
    appliedSeq,
    ...(previous === undefined ? {} : { previous }),
    ...(canary === undefined ? {} : { canary }),
  };
}

/** Throws `conflict` when the lock of that owner was lost. */
export function expectHeld({ lock }: Installation, owner: string | undefined): void {
  if (owner === undefined || lock?.owner === owner) return;
  const now = lock === undefined ? 'it is free now' : `it is held by ${described(lock)}`;
  throw new AisleError(
    'conflict',
    `this job stood still for too long and lost the lock of the installation: ${now}; run it again`,
  );
}

/** Throws `not_found` when there is no such generation. */
export function withSwitch(state: Installation, id: string): Installation {
  expectThere(state, id);
  return { ...state, switches: state.switches + 1, manifest: switched(manifestOf(state), id) };
}

/** Throws `not_found` and `conflict`; undefined when there is nothing to end. */
export function withCanaryOf(state: Installation, canary: Canary | undefined): Installation | undefined {
  if (canary !== undefined) expectThere(state, canary.generation);
  const manifest = withCanary(manifestOf(state), canary);
  return manifest && { ...state, switches: state.switches + 1, manifest };
}

function expectThere({ generations }: Installation, id: string): void {
  if (!generations.includes(id)) {
    throw new AisleError('not_found', `there is no generation ${JSON.stringify(id)}`);
  }
}

/** Throws `conflict` when it is the live one or the canary. */
export function withoutGeneration(state: Installation, id: string): Installation {
  expectUnserved(manifestOf(state), id);
  return { ...state, generations: state.generations.filter((other) => other !== id) };
}

/** Newest first: an id sorts by its time. */
export function withGeneration(state: Installation, id: string): Installation {
  return { ...state, generations: [...new Set([...state.generations, id])].sort().reverse() };
}

export function withoutLock({ lock: _, ...state }: Installation): Installation {
  return state;
}

/** The same holder, seen at two moments, without a sign of life between them. */
export function isSilent(before: Holder, now: Holder): boolean {
  return before.owner === now.owner && before.renewals === now.renewals;
}

/** `shop-1, process 4711, since 2026-11-26T07:00:00.000Z` */
export function described({ host, pid, since }: Holder): string {
  return `${host}, process ${pid}, since ${since}`;
}
