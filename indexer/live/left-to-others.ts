import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks whether another server has applied what is waited for. */
const LOOK = 50;

export interface Patience {
  /** Milliseconds at most. */
  readonly grace: number;
  /** It is this server's turn at once; asked before each look that would be waited for. */
  readonly due: () => boolean;
}

/**
 * How far an index is, once it holds the op `seq` or it is this server's turn to apply it. An op that came from another
 * server is left to that for a moment: it takes all that came since along, and of servers that write the same at once all
 * but one do so in vain. `applied`: how far it is now.
 */
export async function leftToOthers(
  seq: number,
  applied: () => Promise<number | undefined>,
  { grace, due }: Patience,
): Promise<number> {
  for (let waited = 0; ; waited += LOOK) {
    const now = (await applied()) ?? 0;
    if (now >= seq || waited >= grace || due()) return now;
    await delay(LOOK);
  }
}
