import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { embeddedEngines } from '../../app/index.js';
import { silentLogger } from '../../base/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { openGenerations, type Generations, type Lock, type Registry } from '../../indexer/index.js';
import { flakyWay } from '../fixtures/flaky-way.js';
import { hashModels, runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { sharedInstallation, type SharedInstallation } from '../fixtures/shared-installation.js';

const at = (time: string) => ({ clock: { now: () => Date.parse(time) } });

describeOnServers('reindex of a shared installation', (server) => {
  let cluster: Cluster;
  let shared: SharedInstallation;
  let registry: Registry;
  let file: string;
  let otherMachine: string;
  const opened: Generations[] = [];
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());
  beforeEach(async () => {
    shared = await sharedInstallation(cluster, server.prefix);
    registry = await shared.open();
    otherMachine = await mkdtemp(join(tmpdir(), 'aisle-other-machine-'));
    file = join(shared.dataDir, 'catalogue.ndjson');
    await writeCatalogue(file, someProducts(40));
  });
  afterEach(async () => {
    for (const generations of opened.splice(0)) await generations.close();
    await rm(otherMachine, { recursive: true });
    await shared.dispose();
  });
  /** The servers of these tests share a folder, since the engines of a generation lie there. */
  const serve = async (through = cluster): Promise<Generations> => {
    const generations = await openGenerations({
      dataDir: shared.dataDir,
      engines: embeddedEngines(shared.dataDir),
      registry: await shared.open({ cluster: through }),
      models: hashModels(),
      log: silentLogger,
    });
    opened.push(generations);
    return generations;
  };
  const live = async (generations: Generations): Promise<string | undefined> => {
    const lease = await generations.acquire();
    lease?.release();
    return lease?.generation.id;
  };

  test('every server follows a publish, a rollback and a prune of another', async () => {
    const [one, two] = [await serve(), await serve()];
    expect(await live(two)).toBeUndefined();
    const first = await runReindex(shared.dataDir, file, { registry });
    const second = await runReindex(shared.dataDir, file, { registry });
    // A server looks twice a second by itself: the test asks until it has.
    while ((await live(two)) !== second.generation) await new Promise(setImmediate);
    await one.rollback();
    while ((await live(two)) !== first.generation) await new Promise(setImmediate);
    const third = await runReindex(shared.dataDir, file, { registry, publish: false });
    expect((await two.list()).map(({ id, state }) => [id, state])).toEqual([
      [third.generation, 'ready'],
      [second.generation, 'previous'],
      [first.generation, 'live'],
    ]);
    expect(await one.prune({ keep: 0 })).toEqual([third.generation]);
    expect((await two.list()).map(({ id }) => id)).toEqual([second.generation, first.generation]);
  });

  test('the newest generation has the greatest id, though it was built by a machine whose clock is behind', async () => {
    const first = await runReindex(shared.dataDir, file, { registry, ...at('2026-11-26T07:00:00Z') });
    const second = await runReindex(otherMachine, file, { registry, ...at('2026-11-25T07:00:00Z') });
    expect(second.generation > first.generation).toBe(true);
    expect(await registry.ids()).toEqual([second.generation, first.generation]);
    expect(await registry.manifest()).toMatchObject({
      generation: second.generation,
      previous: first.generation,
    });
  });

  test('a job whose lock was taken while it stood still ends, and what is live stays', async () => {
    const { generation } = await runReindex(shared.dataDir, file, { registry });
    const asleep = shared.time.process();
    let takeover: Promise<Lock> | undefined;
    const paused = await shared.open({
      timer: asleep,
      cluster: {
        ...cluster,
        request: async (call, options) => {
          await takeover;
          return cluster.request(call, options);
        },
      },
    });
    const job = runReindex(shared.dataDir, file, {
      registry: paused,
      onProgress: ({ stage }) => {
        if (stage !== 'write' || takeover !== undefined) return;
        asleep.standsStill = true;
        takeover = registry.lock();
      },
    });
    await expect(job).rejects.toMatchObject({ code: 'conflict' });
    await (await takeover)?.release();
    expect(await registry.manifest()).toEqual({ generation, appliedSeq: 0 });
    expect(await registry.ids()).toEqual([generation]);
    // The same command goes on where it was.
    const again = await runReindex(shared.dataDir, file, { registry });
    expect(again.published).toBe(true);
    expect(again.seconds['read']).toBeUndefined();
  });

  test('cut off just after its generation was taken in, the same command publishes that one and writes nothing', async () => {
    const way = await flakyWay(server.address);
    const through = await openCluster({ nodes: [way.url], deadline: 30_000 });
    let taken = false;
    const cutOff = await shared.open({
      cluster: {
        ...through,
        request: async (call, options) => {
          const { generations = [] } = (call.body ?? {}) as { generations?: readonly string[] };
          if (generations.length > 0) way.fate = () => (taken ? 'is lost' : 'loses its answer');
          const answer = through.request(call, options);
          taken ||= await registry.ids().then((ids) => ids.length > 0);
          return answer as never;
        },
      },
    });
    await expect(runReindex(shared.dataDir, file, { registry: cutOff })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await through.close();
    await way.close();
    const [first] = await registry.ids();
    expect(first).toBeDefined();
    expect(await registry.manifest()).toBeUndefined();
    const again = await runReindex(shared.dataDir, file, { registry });
    expect(again).toMatchObject({ generation: first, published: true });
    expect(Object.keys(again.seconds)).toEqual(['publish']);
    expect(await registry.ids()).toEqual([first]);
    expect(await live(await serve())).toBe(again.generation);
  });

  test('a server whose registry does not answer goes on with what is open, and follows when it does', async () => {
    const first = await runReindex(shared.dataDir, file, { registry });
    let hangs: Promise<void> | undefined;
    let comesBack: () => void = () => undefined;
    const generations = await serve({
      ...cluster,
      request: async (call, options) => {
        await hangs;
        return cluster.request(call, options);
      },
    });
    expect(await live(generations)).toBe(first.generation);
    hangs = new Promise((resolve) => (comesBack = resolve));
    const second = await runReindex(shared.dataDir, file, { registry });
    const until = performance.now() + 1_000;
    while (performance.now() < until) expect(await live(generations)).toBe(first.generation);
    hangs = undefined;
    comesBack();
    while ((await live(generations)) !== second.generation) await new Promise(setImmediate);
  });
});
