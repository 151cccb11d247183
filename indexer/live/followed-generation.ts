import type { Generation } from '../open-generation.js';

/** An open generation as it is now: the closest that its engines and the log of live updates allow. */
export interface FollowedGeneration {
  readonly id: string;
  /** What is true at this moment, for one query: it stays what it is while others follow. */
  snapshot(): Generation;
  /**
   * Resolves when every op up to a number is part of the snapshots to come; `patience`: milliseconds that changes wait
   * for their vectors at most. Rejects with what kept them from being applied.
   */
  reach(seq: number, patience?: number): Promise<void>;
  /** Waits for work under way, then closes what is open. Once. */
  close(): Promise<void>;
}
