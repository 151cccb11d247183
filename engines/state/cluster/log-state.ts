import { z } from 'zod';

const count = z.int().min(0);

export const logStateSchema = z.object({
  format: z.literal(1),
  /** Random: tells a log from one that was begun anew under the same name. */
  id: z.string(),
  /** The number before the first that it gives. */
  begin: count,
  /** Ops up to this number were removed. */
  prunedTo: count,
  /** The oldest batch that counts: what lies before it was removed, or is about to be. */
  first: count,
  /** Batches before this one are gone; those from here to `first` were left by a prune that was killed. */
  swept: count,
  /** Ops up to this number were folded; see `foldAfter`. */
  folded: count.default(0),
});

/** What the log knows of itself beside its batches: one small document. */
export type LogState = Readonly<z.infer<typeof logStateSchema>>;

export function newLog(id: string, begin: number): LogState {
  return { format: 1, id, begin, prunedTo: 0, first: 1, swept: 1, folded: 0 };
}
