import type { CallOptions } from '../../base/index.js';
import type { CatalogChange } from '../../catalog/index.js';

/** A change of the catalogue that is to be kept, and when it came: milliseconds since the epoch, for people to read. */
export interface Op {
  readonly change: CatalogChange;
  readonly time: number;
}

/** One that is kept. Its number alone says what came first, whatever the clocks said. */
export interface LoggedOp extends Op {
  /** Ascending from 1, never used twice. */
  readonly seq: number;
  /** The number of the put that made the product, where that was folded into this op. */
  readonly born?: number;
}

/**
 * The durable log of live updates, which all generations of an installation replay. Every call may throw what a
 * {@link StateStore}'s may.
 */
export interface OpLog {
  /** Appends durably, all or none, in the order given and in that of the calls; answers the numbers. */
  append(ops: readonly Op[], options?: CallOptions): Promise<number[]>;
  /**
   * The next ops after a number, ascending, at most `limit`: fewer at the end of the log alone. Throws `corrupt` when some
   * of those that came after it were removed.
   */
  read(after: number, limit: number, options?: CallOptions): Promise<readonly LoggedOp[]>;
  /** The newest number that was ever given; 0 before the first. */
  last(options?: CallOptions): Promise<number>;
  /** Ops that are kept. */
  count(options?: CallOptions): Promise<number>;
  /**
   * A durable mark between two ops; answers its number. What a build reads after it is newer than the ops before it.
   */
  mark(): Promise<number>;
  /** Removes all up to a number, itself included; answers how many ops went. */
  prune(upTo: number): Promise<number>;
  /**
   * Makes one op of all of an id between two marks, with the number of the last: to whoever reads from a mark on, or has
   * read any number of them, they come to the same. A log that several servers apply at once lets a deletion part them.
   * Answers how many went.
   */
  compact(): Promise<number>;
}
