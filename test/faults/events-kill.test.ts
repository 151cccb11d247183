import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { seededRandom } from '../../evaluation/index.js';
import { serveChild } from '../fixtures/serving-child.js';
import { countsOf } from '../fixtures/state-dump.js';

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

/** Sends batches to a real service and kills it after so many answers; answers the ids of acknowledged events. */
async function sendAndKill(answers: number, random: () => number): Promise<string[]> {
  const child = await serveChild(join(folder, 'data'));
  let killed = false;
  const acknowledged: string[] = [];
  let answered = 0;
  const send = async (): Promise<void> => {
    for (;;) {
      const batch = batchOf(random);
      try {
        const response = await fetch(`${child.url}/v1/events`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(batch),
        });
        const { accepted } = (await response.json()) as { accepted: number };
        if (accepted !== BATCH) throw new Error(`${accepted} of ${BATCH} were accepted`);
      } catch (error) {
        // Only the kill ends a sender.
        if (killed) return;
        throw error;
      }
      acknowledged.push(...batch.map(({ event_attributes: { event_id } }) => event_id));
      if (++answered < answers) continue;
      killed = true;
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  await child.ended;
  return acknowledged;
}

describe('kill -9 of the service while events are sent', () => {
  test(`at ${KILLS} seeded instants: nothing acknowledged is lost, and counts equal a recount`, async () => {
    const random = seededRandom(20_261_126);
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
