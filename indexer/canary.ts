import { z } from 'zod';
import { sha256 } from '../base/index.js';

export const canarySchema = z.object({
  generation: z.string(),
  /** 0..1; 0: it is open everywhere and answers nobody. */
  share: z.number().min(0).max(1),
});

/** A generation that answers a share of the traffic beside the live one. */
export type Canary = Readonly<z.infer<typeof canarySchema>>;

/** Hex digits that place a subject: 48 bits, which a double holds exactly. */
const DIGITS = 12;

/**
 * Whether the canary answers a subject (a shopper, a session, a query). Each subject has one place in [0, 1) for each
 * canary, and is answered by it when its place lies below the share: the same subject always stands on the same side,
 * and a greater share adds subjects and moves none back. Another canary draws other subjects.
 */
export function isForCanary(subject: string, { generation, share }: Canary): boolean {
  return placeOf(subject, generation) < share;
}

function placeOf(subject: string, generation: string): number {
  return parseInt(sha256(`${generation}\n${subject}`).slice(0, DIGITS), 16) / 16 ** DIGITS;
}
