import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './client.js';

/** One request: when it was due and how long its sender waited, in milliseconds since the first was due. */
export interface Shot {
  readonly due: number;
  /** How long after that it was sent: what the sender itself cost. */
  readonly late: number;
  readonly ms: number;
  readonly status: number;
}

/** Sends request i. */
export type Send = (i: number) => Promise<Reply>;

/** So many clients, each with one request under way, until the time is over; a request is due when the one before it was answered. */
export async function closedLoop(clients: number, seconds: number, send: Send): Promise<Shot[]> {
  const shots: Shot[] = [];
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (;;) {
        const due = performance.now() - start;
        if (due >= seconds * 1_000) return;
        const { status } = await send(next++);
        shots.push({ due, late: 0, ms: performance.now() - start - due, status });
      }
    }),
  );
  return shots;
}

/**
 * So many requests a second, whatever becomes of them. Each is timed from the moment it was due, not from when it could
 * be sent: a server or a client that stands still is counted for all who came meanwhile (coordinated omission; Tene).
 */
export async function openLoop(perSecond: number, seconds: number, send: Send): Promise<Shot[]> {
  const total = Math.floor(perSecond * seconds);
  const shots: Promise<Shot>[] = [];
  const start = performance.now();
  const shoot = async (i: number, due: number): Promise<Shot> => {
    const late = performance.now() - start - due;
    const { status } = await send(i);
    return { due, late, ms: performance.now() - start - due, status };
  };
  for (let i = 0; i < total; i++) {
    const due = (i * 1_000) / perSecond;
    const wait = due - (performance.now() - start);
    // Those that are due together are sent together.
    if (wait > 0) await sleep(wait);
    shots.push(shoot(i, due));
  }
  return Promise.all(shots);
}
