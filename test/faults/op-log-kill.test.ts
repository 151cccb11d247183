import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import type { LoggedOp, OpLog } from '../../engines/state/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { sharedLog } from '../fixtures/shared-log.js';

const KILLS = 30;
const CHILD = join(import.meta.dirname, 'op-log-writer.child.js');

/** Batches that a process was acknowledged for: ids and their numbers. */
type Acknowledged = readonly (readonly (readonly [id: string, seq: number])[])[];

/** Has a process append and kills it after so many batches. */
async function appendAndKill(args: readonly string[], batches: number): Promise<Acknowledged> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const acknowledged: (readonly [string, number])[][] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') continue;
    acknowledged.push(
      line
        .split(' ')
        .map((each) => each.split(':'))
        .map(([id = '', seq]) => [id, Number(seq)]),
    );
    if (acknowledged.length === batches) child.kill('SIGKILL');
  }
  await closed;
  return acknowledged;
}

async function wholeLog(log: OpLog): Promise<LoggedOp[]> {
  const all: LoggedOp[] = [];
  for (;;) {
    const page = await log.read(all.at(-1)?.seq ?? 0, 1_000);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

describeOnServers(
  'kill -9 of a server while it appends to the log of a cluster',
  (server) => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
    });
    afterAll(() => cluster.close());

    test(`at ${KILLS} instants, two at a time: everything acknowledged is there, once and whole`, async () => {
      const random = seededRandom(20_261_127);
      const shared = sharedLog(cluster, server.prefix);
      const acknowledged: Acknowledged[] = [];
      for (let kill = 0; kill < KILLS; kill += 2) {
        const names = [`k${kill}`, `k${kill + 1}`];
        acknowledged.push(
          ...(await Promise.all(
            names.map((name) =>
              appendAndKill([server.address, shared.prefix, name], 1 + Math.floor(random() * 40)),
            ),
          )),
        );
      }
      const all = await wholeLog(shared.open());
      const seqs = new Map(all.map(({ change, seq }) => [change.id, seq]));
      expect(seqs.size).toBe(all.length);
      for (const batch of acknowledged.flat()) for (const [id, seq] of batch) expect(seqs.get(id)).toBe(seq);
      // Of what was not acknowledged a batch is there whole or not at all.
      const batches = new Map<string, number>();
      for (const { change } of all) {
        const batch = change.id.slice(0, change.id.lastIndexOf('-'));
        batches.set(batch, (batches.get(batch) ?? 0) + 1);
      }
      for (const [batch, count] of batches) {
        expect(count).toBe(1 + (Number(batch.slice(batch.lastIndexOf('-') + 1)) % 3));
      }
      expect(acknowledged.flat().length).toBeGreaterThan(KILLS);
    }, 600_000);
  },
  ['es', 'os'],
);
