import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { AisleError, type CallOptions, type Clock, type Logger } from '../../base/index.js';
import type { Lock } from '../registry.js';
import { described, expectHeld, isSilent, withoutLock, type Holder } from './installation.js';
import type { SharedDocument } from './shared-document.js';
import type { Timer } from './timer.js';

/** Milliseconds without a sign of life after which a lock may be taken over: longer than any pause of a healthy job. */
const LEASE = 30_000;
/** Milliseconds between signs of life: several may be late before the lock is lost. */
const RENEWAL = 5_000;
/** Milliseconds between two looks at another's lock. */
const LOOK = 1_000;

export interface LeaseLockParts {
  readonly document: SharedDocument;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Owners whose lock this process holds. */
  readonly held: Set<string>;
}

/**
 * Takes the lock of the installation, or throws `conflict` as soon as its holder gives a sign of life.
 *
 * No clock is compared with another machine's. A holder counts up a number in the document; who wants the lock watches
 * that number, and takes the lock over when it stood still for a whole lease by the watcher's own clock. The take-over is
 * a compare-and-set on the very document it watched: a renewal at the last moment wins.
 *
 * A holder that only stood still (a paused machine, a debugger) wakes up believing that the lock is its own, and no
 * clock of its own would tell it: it may have stood still too. So whatever changes the registry under a lock compares
 * the owner in the document in the same compare-and-set that makes the change: the manifest, the list of generations
 * and the lock are one document for this reason. After a take-over such a change cannot be made, however late it comes.
 */
export async function takeLeaseLock(parts: LeaseLockParts, { signal }: CallOptions): Promise<Lock> {
  const { document, timer, clock, log, held } = parts;
  const since = new Date(clock.now()).toISOString();
  const mine: Holder = { owner: randomUUID(), host: hostname(), pid: process.pid, since, renewals: 0 };
  let watched: { readonly holder: Holder; readonly from: number } | undefined;
  for (;;) {
    const silent = watched !== undefined && timer.now() - watched.from >= LEASE ? watched.holder : undefined;
    let begun = timer.now();
    let { lock } = await document.change((state) => {
      const free = state.lock === undefined || (silent !== undefined && isSilent(silent, state.lock));
      return free ? { ...state, lock: mine } : undefined;
    });
    // A write answered after a whole lease says nothing any more: others may have seen us silent and taken it over.
    while (lock?.owner === mine.owner && timer.now() - begun >= LEASE) {
      begun = timer.now();
      lock = await renewed(document, mine.owner);
    }
    if (lock?.owner === mine.owner) {
      if (silent !== undefined) log.warn({ from: described(silent) }, 'took over a silent lock');
      return holdLock(parts, mine);
    }
    if (lock !== undefined) {
      const alive = watched !== undefined && !isSilent(watched.holder, lock);
      if (alive || held.has(lock.owner)) throw taken(lock);
      if (watched === undefined) {
        watched = { holder: lock, from: timer.now() };
        log.info({ holder: described(lock) }, 'the lock is taken: looking whether its holder is alive');
      }
    }
    await timer.wait(LOOK, signal);
  }
}

function holdLock({ document, timer, log, held }: LeaseLockParts, { owner, host, pid, since }: Holder): Lock {
  let renewing: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    try {
      if ((await renewed(document, owner))?.owner === owner) return;
      stop();
      log.warn({ host, pid, since }, 'the lock of the installation was lost');
    } catch (error) {
      // The next one may reach the cluster, and whoever changes something looks anyway.
      log.warn({ err: error }, 'the lock of the installation could not be renewed');
    }
  };
  held.add(owner);
  const stop = timer.every(RENEWAL, () => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  });
  return {
    owner,
    check: async () => {
      await document.change((state) => {
        expectHeld(state, owner);
        return undefined;
      });
    },
    release: async () => {
      stop();
      held.delete(owner);
      await renewing;
      try {
        await document.change((state) => (state.lock?.owner === owner ? withoutLock(state) : undefined));
      } catch (error) {
        // What the job did is done, and nobody renews the lock any more.
        log.warn(
          { err: error },
          `the lock could not be given back: it comes free in ${LEASE / 1_000} seconds`,
        );
      }
    },
  };
}

/** A sign of life, where the lock is still its owner's. Answers who holds it then. */
async function renewed(document: SharedDocument, owner: string): Promise<Holder | undefined> {
  const { lock } = await document.change((state) =>
    state.lock?.owner === owner
      ? { ...state, lock: { ...state.lock, renewals: state.lock.renewals + 1 } }
      : undefined,
  );
  return lock;
}

function taken(holder: Holder): AisleError {
  return new AisleError(
    'conflict',
    `another reindex or prune is running on this installation: ${described(holder)}`,
  );
}
