import { readdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import PQueue from 'p-queue';
import { silentLogger } from '../../base/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { openGenerations } from '../../indexer/index.js';
import { clusterPartsOf } from '../fixtures/cluster-job.js';
import { flakyWay } from '../fixtures/flaky-way.js';
import { reindexChild, type ReindexRun, type StopAt } from '../fixtures/killed-reindex.js';
import {
  hashModels,
  runReindex,
  WORDS_POLICY,
  someProducts,
  writeCatalogue,
} from '../fixtures/reindex-job.js';
import { describeOnServers } from '../fixtures/search-servers.js';

/** Several bulk requests: the first is sent at a megabyte. */
const SIZE = 400;
const PADDING = 'with a cable of two metres and a plug, '.repeat(160);
/** What a generation's folder holds until its job is done. */
const INSIDE_BUILD = 'build.json';
const here = { models: hashModels(), log: silentLogger };
const QUERIES = ['red shoe', 'garden', 'kettle model 12', 'bold hat', 'rope for the kitchen'];

interface Installation {
  readonly dataDir: string;
  readonly prefix: string;
}

describeOnServers(
  'a reindex on a search server whose process is killed',
  (server) => {
    let cluster: Cluster;
    let root: string;
    let file: string;
    let whole: ReindexRun;
    let expected: unknown;
    /** `METHOD path` of what an undisturbed job changes on the server, without its last: that gives back the lock. */
    const writes: string[] = [];

    beforeAll(async () => {
      cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
      root = await mkdtemp(join(tmpdir(), 'aisle-cluster-kill-'));
      file = join(root, 'catalogue.ndjson');
      const padded = ({ description = '', ...rest }) => ({ ...rest, description: description + PADDING });
      await writeCatalogue(file, someProducts(SIZE).map(padded) as ReturnType<typeof someProducts>);
      const installation = installationOf('whole');
      const way = await flakyWay(server.address);
      way.fate = (method, path) => {
        if (isWrite(method, path)) writes.push(`${method} ${path}`);
        return 'passes';
      };
      whole = await child(installation, {}, way.url).ended;
      await way.close();
      writes.pop();
      expect(whole.lines.at(-1)).toBe('finished');
      expected = await seen(installation);
    });
    afterAll(async () => {
      await cluster.close();
      await rm(root, { recursive: true });
    });

    const installationOf = (name: string): Installation => ({
      dataDir: join(root, name),
      prefix: `${server.prefix}${name}`,
    });
    const child = (
      { dataDir, prefix }: Installation,
      when: { readonly stopAt?: StopAt; readonly after?: number } = {},
      address = server.address,
    ) => reindexChild(dataDir, file, when, [address, prefix]);
    const partsOf = ({ dataDir, prefix }: Installation) => clusterPartsOf(dataDir, cluster, prefix);

    /** Product indices of an installation, with the aliases that stand for each. */
    async function indices({ prefix }: Installation): Promise<Record<string, string[]>> {
      const path = `/${prefix}-products-*/_alias`;
      const found = await cluster.request<Record<string, { aliases: object }>>({ method: 'GET', path });
      return Object.fromEntries(
        Object.entries(found).map(([index, { aliases }]) => [index, Object.keys(aliases)]),
      );
    }

    /** How often each document of the only product index was written, by ordinal; none: there is no index. */
    async function timesWritten(installation: Installation): Promise<number[]> {
      const [index] = Object.keys(await indices(installation));
      if (index === undefined) return [];
      await cluster.request({ method: 'POST', path: `/${index}/_refresh` });
      const { hits } = await cluster.request<{
        hits: { hits: readonly { _id: string; _version: number }[] };
      }>({
        method: 'POST',
        path: `/${index}/_search`,
        body: { size: 10_000, version: true, _source: false },
        repeatable: true,
      });
      const times: number[] = [];
      for (const { _id, _version } of hits.hits) times[Number(_id)] = _version;
      return times;
    }

    /** What a user of the installation finds, but for names, dates and order. */
    async function seen(installation: Installation): Promise<unknown> {
      const { engines, registry } = await partsOf(installation);
      const { dataDir } = installation;
      const generations = await openGenerations({ dataDir, engines, registry, ...here });
      const lease = await generations.acquire();
      try {
        if (lease === undefined) throw new Error('nothing is live');
        const { products, vectors, meta } = lease.generation;
        const sets = [];
        for (const query of QUERIES) {
          const words = await products.words(query, WORDS_POLICY);
          const members = { kind: 'union', words, byMeaning: Uint32Array.of(1, 2, 3) } as const;
          const { total, ordinals } = await products.members({
            members,
            filters: [],
            facets: [],
            limit: 900,
          });
          sets.push([total, [...ordinals].sort((a, b) => a - b)]);
        }
        const documents = await products.documents(Uint32Array.from({ length: meta.size }, (_, i) => i));
        const { checksums, size, rows, rejected, repaired, findings } = meta;
        return {
          sets,
          documents,
          checksums,
          size,
          rows,
          rejected,
          repaired,
          findings,
          vectors: vectors?.size,
        };
      } finally {
        lease?.release();
        await generations.close();
      }
    }

    /** The same command again, and what must then be true; answers how many documents it found written. */
    async function expectResumed(installation: Installation): Promise<number> {
      const before = await timesWritten(installation);
      // Up to the first gap.
      const gap = Array.from(before, (times) => Number(times > 0)).indexOf(0);
      const whole = gap === -1 ? before.length : gap;
      const { engines, registry, time } = await partsOf(installation);
      const report = await runReindex(installation.dataDir, file, { engines, registry });
      expect(report).toMatchObject({ published: true, products: SIZE + 1, rejected: 2, repaired: 1 });
      // Once, but for those behind a gap that requests under way left.
      const after = await timesWritten(installation);
      expect(after.slice(0, whole).filter((times) => times !== 1)).toEqual([]);
      expect(after).toHaveLength(SIZE + 1);

      const { prefix, dataDir } = installation;
      const { generation } = report;
      const one = { [`${prefix}-products-${generation}`]: [`${prefix}-products`] };
      expect(await indices(installation)).toEqual(one);
      expect(await registry.manifest()).toEqual({ generation, appliedSeq: 0 });
      expect(await registry.ids()).toEqual([generation]);
      expect(await seen(installation)).toEqual(expected);

      // The lock is free: nobody has to wait for it.
      const { now } = time;
      await (await registry.lock()).release();
      expect(time.now).toBe(now);
      const generations = await openGenerations({ dataDir, engines, registry, ...here });
      expect(await generations.prune({ keep: 0 })).toEqual([]);
      await generations.close();
      expect(await indices(installation)).toEqual(one);
      expect(await readdir(join(dataDir, 'generations'))).toEqual([generation]);
      return whole;
    }

    /** Its generation is live, and its build forgotten. */
    async function isDone(installation: Installation): Promise<boolean> {
      const { dataDir } = installation;
      const live = (await (await partsOf(installation)).registry.manifest())?.generation;
      if (live === undefined) return false;
      return !(await readdir(join(dataDir, 'generations', live))).includes(INSIDE_BUILD);
    }

    const steps = () => whole.lines.filter((line) => / \d+$/.test(line));

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

    /** Killed when the server has made that many changes for it, and answered all but the last. */
    async function killedAfter(changes: number, installation: Installation): Promise<ReindexRun> {
      const way = await flakyWay(server.address);
      const job = child(installation, {}, way.url);
      let made = 0;
      way.done = () => job.kill();
      way.fate = (method, path) => {
        if (!isWrite(method, path)) return 'passes';
        made += 1;
        return made < changes ? 'passes' : made === changes ? 'loses its answer' : 'is lost';
      };
      const run = await job.ended;
      await way.close();
      return run;
    }

    test('at seeded instants: the same', async () => {
      const random = seededRandom(7);
      const instants = Array.from({ length: 4 }, () => random() * whole.took);
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
      const generations = await openGenerations({ dataDir, engines, registry, ...here });
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

/** Whether a call changes something on the server. */
function isWrite(method: string, path: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return method !== 'POST' || /\/(_bulk|_aliases)/.test(path);
}

/** Two at a time: most of a run is the start of its process. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: 2 });
  await queue.addAll(items.map((item) => () => work(item)));
}
