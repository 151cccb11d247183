import type { Generation } from '../open-generation.js';

export interface ReachOptions {
  /** Milliseconds that changes wait for their vectors at most. */
  readonly patience?: number;
  /**
   * The ops from this number on were accepted here: where servers share an index, the others leave them to this one for a
   * moment.
   */
  readonly accepted?: number;
}

/** An open generation as it is now: the closest that its engines and the log of live updates allow. */
export interface FollowedGeneration {
  readonly id: string;
  /** What is true at this moment, for one query: it stays what it is while others follow, as far as its engines can. */
  snapshot(): Generation;
  /**
   * Resolves when every op up to a number is part of the snapshots to come. Rejects with what kept them from being
   * applied.
   */
  reach(seq: number, options?: ReachOptions): Promise<void>;
  /** The same for all that the log holds now. */
  level(options?: ReachOptions): Promise<void>;
  /** Why ops that the log holds are not applied: what fails, or that it takes its time. Undefined while they are. */
  readonly failing: string | undefined;
  /** Its index is the one that all servers answer by: it may answer before the ops are applied that it lacks. */
  readonly shared: boolean;
  /** Waits for work under way, then closes what is open. Once. */
  close(): Promise<void>;
}
