import {
  AisleError,
  isAisleError,
  withDeadline,
  type Clock,
  type ErrorCode,
  type Logger,
} from '../../base/index.js';
import { readId, type Product } from '../../catalog/index.js';
import { productsByIds } from '../../engines/products/index.js';
import type { OpLog } from '../../engines/state/index.js';
import type { Generations } from '../generations.js';
import type { Lease } from '../served.js';
import { Acknowledged, type Known } from './acknowledged.js';
import { CallsInTurn } from './calls-in-turn.js';
import { readDeletes, readPatches, readPuts, type ItemRead } from './read-items.js';
import type { ItemReport, UpdateReport } from './update-report.js';

/** Items of one batch: with their documents a few MB, and a turn in which others wait. */
const MAX_ITEMS = 1_000;
/** Products read at a time: a few milliseconds. */
const PAGE = 200;
/** Milliseconds that a call waits until its batch is seen; it is durable all the same. */
const VISIBLE_DEADLINE = 10_000;
/** Errors that say already that a batch may be sent again. */
const SAID_BY_THE_LOG: readonly ErrorCode[] = ['unavailable', 'deadline_exceeded', 'storage_full'];
/** Updates after which the log is made shorter, where it can be. */
const COMPACT_EVERY = 20_000;

export interface UpdateOptions {
  /** Answer once searches see the batch. */
  readonly untilVisible?: boolean;
}

/**
 * Single changes of the catalogue between two reindexes. Accepted is durable; searches see it within a second. Each item
 * stands for itself. Throws `payload_too_large`, `storage_full`, `deadline_exceeded`, and `unavailable` without a live
 * generation and where the log takes nothing now; unless it says that this is not known, nothing of the batch was accepted.
 */
export interface LiveUpdates {
  /** Whole products, new or in place of those with the same id. */
  put(items: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport>;
  /** Named fields of products that are there; null removes one. */
  patch(items: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport>;
  /** Accepted whether there is such a product or not: a job that is under way may bring it. */
  delete(ids: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport>;
}

export interface LiveUpdateParts {
  readonly ops: OpLog;
  /** A lease on the live generation. Throws `unavailable` without one. */
  readonly live: () => Promise<Lease>;
  readonly generations: Pick<Generations, 'reach' | 'failing'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createLiveUpdates(parts: LiveUpdateParts): LiveUpdates {
  return new LoggedUpdates(parts);
}

class LoggedUpdates implements LiveUpdates {
  readonly #parts: LiveUpdateParts;
  readonly #acknowledged = new Acknowledged();
  readonly #turns = new CallsInTurn((ids) => this.#current(ids));
  #sinceCompacted = 0;

  constructor(parts: LiveUpdateParts) {
    this.#parts = parts;
  }

  put(items: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport> {
    return this.#write(items, [], () => readPuts(items, this.#parts.clock.now()), options);
  }

  patch(items: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport> {
    const read = (products: ReadonlyMap<string, Product>) =>
      readPatches(items, products, {
        now: this.#parts.clock.now(),
        failing: this.#parts.generations.failing,
      });
    return this.#write(items, idsOf(items), read, options);
  }

  delete(ids: readonly unknown[], options?: UpdateOptions): Promise<UpdateReport> {
    return this.#write(ids, [], () => readDeletes(ids), options);
  }

  async #write(
    items: readonly unknown[],
    needs: readonly string[],
    read: (products: ReadonlyMap<string, Product>) => Promise<ItemRead[]>,
    { untilVisible = false }: UpdateOptions = {},
  ): Promise<UpdateReport> {
    if (items.length > MAX_ITEMS) {
      const message = `expected at most ${MAX_ITEMS} items in a batch, got ${items.length}`;
      throw new AisleError('payload_too_large', message);
    }
    const { outcomes, appended } = await this.#turns.add({
      items: items.length,
      needs,
      changes: idsOf(items),
      take: async (products) => {
        const outcomes = await read(products);
        // Not awaited: the log keeps the order of the calls, and batches that come now share a write to the disk.
        return { outcomes, appended: this.#append(outcomes) };
      },
    });
    const seqs = await appended.catch(refuse);
    const seq = seqs.at(-1) ?? (await this.#parts.ops.last());
    const seen = this.#follow(seq, seqs[0]);
    const report = reportOf(outcomes, seqs, seq);
    return untilVisible ? { ...report, visible: await isSeen(seen) } : report;
  }

  #append(outcomes: readonly ItemRead[]): Promise<number[]> {
    const { ops, clock } = this.#parts;
    const accepted = outcomes.filter((outcome) => 'change' in outcome);
    if (accepted.length === 0) return Promise.resolve([]);
    const time = clock.now();
    const appended = ops.append(accepted.map(({ change }) => ({ change, time })));
    accepted.forEach(({ change, product }, i) => {
      this.#acknowledged.add(
        change.id,
        product,
        appended.then((seqs) => seqs[i] as number),
      );
    });
    this.#compactAtTimes(accepted.length);
    return appended;
  }

  /** Products as everything that was acknowledged left them; those that are not there have no entry. */
  async #current(ids: readonly string[]): Promise<Map<string, Product>> {
    const products = new Map<string, Product>();
    const acknowledged = new Map<string, Known>();
    for (const id of ids) {
      const known = await this.#acknowledged.find(id);
      if (known !== undefined) acknowledged.set(id, known);
    }
    // After it: what is no longer only acknowledged is part of this snapshot.
    const lease = await this.#parts.live();
    try {
      const { seq } = lease.generation;
      const others = ids.filter((id) => {
        const known = acknowledged.get(id);
        // What the snapshot holds, another server may have changed since.
        if (known === undefined || known.seq <= seq) return true;
        if (known.product !== undefined) products.set(id, known.product);
        return false;
      });
      for (let from = 0; from < others.length; from += PAGE) {
        const found = await productsByIds(lease.generation.products, others.slice(from, from + PAGE));
        for (const [id, product] of found) products.set(id, product);
      }
    } finally {
      lease.release();
    }
    return products;
  }

  /** Has the open generations follow. What keeps them from it is logged where it happens, and tried again. */
  #follow(seq: number, accepted: number | undefined): Promise<void> {
    const seen = this.#parts.generations
      .reach(seq, accepted === undefined ? {} : { accepted })
      .then(() => this.#acknowledged.seen(seq));
    seen.catch(() => undefined);
    return seen;
  }

  #compactAtTimes(more: number): void {
    this.#sinceCompacted += more;
    if (this.#sinceCompacted < COMPACT_EVERY) return;
    this.#sinceCompacted = 0;
    this.#parts.ops.compact().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the log of live updates could not be made shorter');
    });
  }
}

/** What a client can do about a log that takes nothing: send it again later. What ails it is for who runs the service. */
function refuse(error: unknown): never {
  if (!isAisleError(error) || SAID_BY_THE_LOG.includes(error.code)) throw error;
  throw new AisleError('unavailable', `live updates are not taken now: ${error.message}`, { cause: error });
}

function idsOf(items: readonly unknown[]): string[] {
  return [...new Set(items.map(readId).filter((id) => id !== undefined))];
}

async function isSeen(seen: Promise<void>): Promise<boolean> {
  try {
    await withDeadline('the live generation', VISIBLE_DEADLINE, () => seen);
    return true;
  } catch {
    return false;
  }
}

function reportOf(outcomes: readonly ItemRead[], seqs: readonly number[], seq: number): UpdateReport {
  let next = 0;
  const items = outcomes.map((outcome): ItemReport => {
    if (!('change' in outcome)) return { status: 'rejected', ...outcome };
    const { change, repaired } = outcome;
    const said = repaired.length === 0 ? {} : { repaired };
    return { id: change.id, status: 'accepted', seq: seqs[next++] as number, ...said };
  });
  return { seq, items, accepted: next, rejected: items.length - next };
}
