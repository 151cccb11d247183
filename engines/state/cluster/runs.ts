import { folded, type CatalogChange } from '../../../catalog/index.js';
import type { LoggedOp } from '../op-log.js';
import { isOp, type Entry } from './batch.js';

/** What becomes of the newest op of a run. */
type FoldedOp = Pick<LoggedOp, 'change' | 'born'>;

interface Run {
  readonly last: number;
  readonly change: CatalogChange;
  readonly born: number | undefined;
}

/**
 * Puts and patches of an id that follow one another between two marks become one op, with the number of the last. A
 * deletion parts them: a product that is put again is a new one, and servers which read the log before and after must
 * find the same ones. For the same reason the first put's number is kept (`born`).
 */
export class Runs {
  /** Numbers of ops that a later one stands for. */
  readonly superseded = new Set<number>();
  /** By number: what an op is to be before those that it stands for may go. */
  readonly changes = new Map<number, FoldedOp>();
  readonly #open = new Map<string, Run>();

  /** The entries of the log, ascending. */
  take(entry: Entry): void {
    if (!isOp(entry)) {
      this.#open.clear();
      return;
    }
    const { seq, change, born } = entry;
    const before = this.#open.get(change.id);
    const first = born ?? (change.kind === 'put' ? seq : undefined);
    if (before === undefined || !isOneRun(before.change, change)) {
      this.#open.set(change.id, { last: seq, change, born: first });
      return;
    }
    this.superseded.add(before.last);
    this.changes.delete(before.last);
    const run = { last: seq, change: folded(before.change, change), born: before.born ?? first };
    this.#open.set(change.id, run);
    this.changes.set(seq, { change: run.change, ...(run.born === undefined ? {} : { born: run.born }) });
  }
}

function isOneRun(before: CatalogChange, next: CatalogChange): boolean {
  if (before.kind === 'delete') return next.kind !== 'put';
  return next.kind !== 'delete';
}
