/** One commit of a state file: the writes that shared it, and milliseconds until it was on the disk or failed. */
export interface Commit {
  readonly writes: number;
  readonly ms: number;
  readonly failed: boolean;
}
