import { silentLogger } from '../../base/index.js';
import { beforeAll, expect, test } from '@jest/globals';
import PQueue from 'p-queue';
import type { Cluster } from '../../engines/cluster/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { openGenerations } from '../../indexer/index.js';
import { clusterPartsOf } from '../fixtures/cluster-job.js';
import { hashModels, runReindex } from '../fixtures/reindex-job.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { killedOnCluster, SIZE } from '../fixtures/killed-cluster-reindex.js';

describeOnServers(
  'a reindex on a search server whose process is killed',
  (server) => {
    const job = killedOnCluster(server);
    const {
      writes,
      steps,
      installationOf,
      child,
      killedAfter,
      partsOf,
      indices,
      timesWritten,
      expectResumed,
      isDone,
    } = job;
    let cluster: Cluster;
    let file: string;
    beforeAll(() => {
      ({ cluster, file } = job);
    });

    // Each half runs on one of them: what is killed is ours, and both together take more than a minute.
    if (server.kind === 'es') {
      test('after each change that it makes on the server: the same, and nothing is sent or published twice', async () => {
        expect(writes.filter((write) => write.includes('_bulk')).length).toBeGreaterThan(2);
        const found: number[] = [];
        await inLanes([...writes.keys()], async (last) => {
          const installation = installationOf(`write-${last}`);
          const { lines } = await killedAfter(last + 1, installation);
          expect(lines.at(-1)).not.toBe('finished');
          // After the last of them it may be done before the kill comes.
          if (last < writes.length - 2 || !(await isDone(installation))) {
            found.push(await expectResumed(installation));
          }
        });
        // Some were found with a part of their documents.
        expect(found.some((count) => count > 0 && count < SIZE)).toBe(true);
      }, 240_000);
      return;
    }

    test('at the end of each of its stages, and around its publish: the same command goes on, and what it gives is the same', async () => {
      const stages = steps().map((line) => line.split(' ')[0]);
      expect([...new Set(stages)]).toEqual(['read', 'embed', 'graph', 'write', 'verify', 'publish']);
      const boundaries = [...stages.keys()].filter((i) => stages[i] !== stages[i + 1]).slice(0, -1);
      await inLanes([...boundaries, 'before-switch', 'after-switch'] as const, async (stopAt) => {
        const installation = installationOf(`stop-${stopAt}`);
        const { lines } = await child(installation, { stopAt }).ended;
        expect(lines.at(-1)).toBe('standing');
        await expectResumed(installation);
      });
    }, 180_000);

    test('at seeded instants: the same', async () => {
      const random = seededRandom(7);
      const instants = Array.from({ length: 4 }, () => random() * job.took());
      let inTime = 0;
      await inLanes([...instants.entries()], async ([run, after]) => {
        const installation = installationOf(`instant-${run}`);
        await child(installation, { after }).ended;
        // One that came to its end in spite of it has nothing to go on with.
        if (await isDone(installation)) return;
        inTime += 1;
        await expectResumed(installation);
      });
      expect(inTime).toBeGreaterThan(0);
    });

    test('and pruned instead: nothing of it is left', async () => {
      const write = steps().findIndex((line) => line.startsWith('write'));
      const installation = installationOf('pruned');
      await child(installation, { stopAt: write }).ended;
      expect(Object.keys(await indices(installation))).toHaveLength(1);
      const { engines, registry, time } = await partsOf(installation);
      const { dataDir } = installation;
      const generations = await openGenerations({
        dataDir,
        engines,
        registry,
        models: hashModels(),
        log: silentLogger,
      });
      await generations.prune({ keep: 0 });
      await generations.close();
      // The lease of the killed one had to pass.
      expect(time.now).toBeGreaterThanOrEqual(30_000);
      expect(await indices(installation)).toEqual({});
      expect(await engines.vectors.list()).toEqual([]);
      await expectResumed(installation);
    });

    test('and gone on with under another analyser: the texts of the first are not mixed with its', async () => {
      const installation = installationOf('analyser');
      await killedAfter(writes.findIndex((write) => write.includes('_bulk')) + 2, installation);
      expect((await timesWritten(installation)).length).toBeGreaterThan(0);
      const english = { 'elasticsearch.analyser': 'english' };
      const parts = await clusterPartsOf(installation.dataDir, cluster, installation.prefix, english);
      const report = await runReindex(installation.dataDir, file, parts);
      expect(report).toMatchObject({ published: true, products: SIZE + 1 });
      const path = `/${installation.prefix}-products/_search`;
      const body = { track_total_hits: true, size: 0, query: { match: { 'text.title': 'lamps' } } };
      const { hits } = await cluster.request<{ hits: { total: { value: number } } }>({
        method: 'POST',
        path,
        body,
        repeatable: true,
      });
      expect(hits.total.value).toBe(Math.ceil((SIZE - 1) / 7));
    });

    test('again and again: it comes to its end', async () => {
      const installation = installationOf('again');
      for (let stopAt = 0; stopAt < 5; stopAt += 1) await child(installation, { stopAt }).ended;
      await child(installation, { stopAt: 'before-switch' }).ended;
      await expectResumed(installation);
    });
  },
  ['es', 'os'],
);

/** Two at a time: most of a run is the start of its process. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: 2 });
  await queue.addAll(items.map((item) => () => work(item)));
}
