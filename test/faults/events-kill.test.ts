import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { countsOf } from '../fixtures/state-dump.js';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.js');
const KILLS = 30;
const BATCH = 20;
const SENDERS = 3;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-killed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

let serial = 0;
function batchOf(random: () => number) {
  return Array.from({ length: BATCH }, () => ({
    action_name: ['view', 'click', 'cart', 'purchase'][Math.floor(random() * 4)],
    ...(random() < 0.7 ? { user_id: `u${Math.floor(random() * 20)}` } : {}),
    session_id: `s${Math.floor(random() * 40)}`,
    ...(random() < 0.5 ? { user_query: `query ${Math.floor(random() * 9)}` } : {}),
    event_attributes: {
      event_id: `e${++serial}`,
      object: { object_id: `p${Math.floor(random() * 50)}` },
    },
  }));
}

/** A linear congruential generator: the same instants in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

/** Sends batches to a real service and kills it after so many answers; answers the ids of acknowledged events. */
async function sendAndKill(answers: number, random: () => number): Promise<string[]> {
  const env = { ...process.env, AISLE_DATA: join(folder, 'data'), AISLE_EMBEDDER_MODEL: 'none' };
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json'], {
    env: { ...env, AISLE_LOG_LEVEL: 'silent', AISLE_SERVER_LOOP_DELAY: '60000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += line;
    if (line.startsWith('}')) break;
  }
  const { url } = JSON.parse(said) as { url: string };
  const acknowledged: string[] = [];
  let answered = 0;
  const send = async (): Promise<void> => {
    for (;;) {
      const batch = batchOf(random);
      try {
        const response = await fetch(`${url}/v1/events`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(batch),
        });
        const { accepted } = (await response.json()) as { accepted: number };
        if (accepted !== BATCH) throw new Error(`${accepted} of ${BATCH} were accepted`);
      } catch (error) {
        // Only the kill ends a sender.
        if (child.killed) return;
        throw error;
      }
      acknowledged.push(...batch.map(({ event_attributes: { event_id } }) => event_id));
      if (++answered === answers) child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  await ended;
  return acknowledged;
}

describe('kill -9 of the service while events are sent', () => {
  test(`at ${KILLS} seeded instants: nothing acknowledged is lost, and counts equal a recount`, async () => {
    const random = seeded(20_261_126);
    const known = new Set<string>();
    for (let kill = 0; kill < KILLS; kill++) {
      for (const id of await sendAndKill(1 + Math.floor(random() * 40), random)) known.add(id);
      const file = join(folder, 'data', 'state.db');
      const db = new Database(file, { readonly: true });
      const stored = new Set(db.prepare<[], string>('SELECT event_id FROM events').pluck().all());
      const intact = db.pragma('integrity_check', { simple: true });
      db.close();
      expect([...known].filter((id) => !stored.has(id))).toEqual([]);
      expect(intact).toBe('ok');
      const { kept, recounted } = countsOf(file);
      expect(kept).toEqual(recounted);
    }
    expect(known.size).toBeGreaterThan(KILLS * BATCH);
  }, 900_000);
});
