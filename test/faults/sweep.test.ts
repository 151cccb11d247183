import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../base/index.js';
import { openGenerations, type Generations, type Registry } from '../../indexer/index.js';
import { addGeneration, idOf, metaOf } from '../fixtures/registry.js';
import { code } from '../fixtures/error-code.js';
import { installationSuite } from '../fixtures/installation-suite.js';
import { hashModels, partsOf, runReindex, someProducts, writeCatalogue } from '../fixtures/reindex-job.js';
import { describeOnServers } from '../fixtures/search-servers.js';

describe('a prune on one machine', () => {
  let dataDir: string;
  let generations: Generations;
  /** Built one after another; the last one is live, the one before it the way back. */
  let built: string[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'aisle-sweep-'));
    generations = await openGenerations({ dataDir, ...partsOf(dataDir), log: silentLogger });
    built = [];
    for (const more of [0, 1, 2, 3]) {
      const file = join(dataDir, 'catalogue.ndjson');
      await writeCatalogue(file, someProducts(20 + more));
      built.push((await runReindex(dataDir, file)).generation);
    }
  });
  afterEach(async () => {
    await generations.close();
    await rm(dataDir, { recursive: true });
  });
  const homeOf = (id: string) => join(dataDir, 'generations', id);
  const loseMeta = (id: string) => rm(join(homeOf(id), 'meta.json'));
  const everything = async () => (await readdir(dataDir, { recursive: true })).sort();

  test.each([
    ['live', 3],
    ['the way back', 2],
    ['the canary', 1],
  ])('removes nothing when what is %s has lost its description, and neither does a drop', async (_, n) => {
    await generations.canary(built[1]!, { share: 0.1, force: false });
    await loseMeta(built[n]!);
    const before = await everything();
    const missing = code('corrupt', new RegExp(`${built[n]}.*no description`));
    await expect(generations.prune({ keep: 0 })).rejects.toEqual(missing);
    await expect(generations.drop(built[0]!)).rejects.toEqual(missing);
    expect(await everything()).toEqual(before);
  });

  test('sweeps what a killed removal left, and nobody can serve that', async () => {
    await loseMeta(built[0]!);
    const halfGone = join(dataDir, 'builds', `removed-${built[0]}`);
    await mkdir(halfGone, { recursive: true });
    const theirs = join(dataDir, 'generations', 'lost+found');
    await mkdir(theirs);
    await writeFile(join(theirs, 'note'), 'not ours');
    const { registry } = partsOf(dataDir);
    await expect(registry.switchTo(built[0]!)).rejects.toEqual(code('not_found'));
    await expect(registry.setCanary({ generation: built[0]!, share: 1 })).rejects.toEqual(code('not_found'));
    expect(await generations.prune({ keep: 1 })).toEqual([]);
    expect((await readdir(join(dataDir, 'generations'))).sort()).toEqual([...built.slice(1), 'lost+found']);
    expect(await readdir(theirs)).toEqual(['note']);
    expect(await everything()).not.toContain('builds');
  });

  test('leaves no trace of what it removes, wherever that went on its way', async () => {
    await partsOf(dataDir).registry.remove(built[0]!);
    expect(await readdir(join(dataDir, 'builds'))).toEqual([]);
    expect(await generations.prune({ keep: 0 })).toEqual([built[1]]);
    expect((await everything()).filter((path) => path.includes(built[1]!))).toEqual([]);
  });
});

describeOnServers('a prune of a shared installation', (server) => {
  const suite = installationSuite(server);
  const removed: string[] = [];
  /** Of products and vectors that lie where only their names are known. */
  const generationsOf = (registry: Registry): Promise<Generations> => {
    const { engines } = partsOf(suite.shared.dataDir);
    return openGenerations({
      dataDir: suite.shared.dataDir,
      engines: {
        products: {
          ...engines.products,
          list: async () => [0, 1, 2, 3].map(idOf),
          remove: async ({ name }) => void removed.push(name),
        },
        vectors: {
          ...engines.vectors,
          list: async () => ['a', 'b', 'c'],
          remove: async (address) => void removed.push(address),
        },
      },
      registry,
      models: hashModels(),
      log: silentLogger,
    });
  };
  beforeEach(async () => {
    removed.length = 0;
    const vectors = ['a', 'b', 'c'];
    for (const n of [1, 2, 3]) {
      const meta = metaOf(idOf(n), { vectors: vectors[n - 1]! });
      await addGeneration(suite.registry, suite.shared.dataDir, meta);
    }
    await suite.registry.switchTo(idOf(2));
    await suite.registry.switchTo(idOf(3));
  });
  const loseDescription = (n: number) =>
    suite.cluster.request({
      method: 'DELETE',
      path: `/${suite.shared.prefix}-registry/_doc/generation-${idOf(n)}`,
    });

  test('removes nothing while the cluster cannot say what the generations are made of', async () => {
    const { cluster, shared } = suite;
    const error = { type: 'no_shard_available_action_exception', reason: 'No shard available' };
    const lame = await shared.open({
      cluster: {
        ...cluster,
        request: async <T>(call: Parameters<typeof cluster.request>[0]): Promise<T> => {
          const answer = await cluster.request<T>(call);
          if (!call.path.endsWith('/_mget')) return answer;
          const { docs } = answer as { docs: readonly object[] };
          return { docs: docs.map((_, i) => ({ _id: String(i), error })) } as T;
        },
      },
    });
    const silent = code('unavailable', /no_shard_available_action_exception/);
    await expect(lame.generations()).rejects.toEqual(silent);
    const generations = await generationsOf(lame);
    await expect(generations.prune({ keep: 0 })).rejects.toEqual(silent);
    await expect(generations.drop(idOf(1))).rejects.toEqual(silent);
    expect(removed).toEqual([]);
    expect(await suite.registry.ids()).toEqual([3, 2, 1].map(idOf));
  });

  test.each([2, 3])('removes nothing when what is needed has lost its description: %p', async (n) => {
    await loseDescription(n);
    const generations = await generationsOf(suite.registry);
    await expect(generations.prune({ keep: 0 })).rejects.toEqual(code('corrupt', new RegExp(idOf(n))));
    expect(removed).toEqual([]);
    expect(await suite.registry.ids()).toEqual([3, 2, 1].map(idOf));
  });

  test('spares the products of what the registry names without a description', async () => {
    await loseDescription(1);
    const generations = await generationsOf(suite.registry);
    expect(await generations.prune({ keep: 0 })).toEqual([]);
    expect(removed).toEqual([idOf(0), 'a']);
  });

  test('removes what is not needed, with its vectors', async () => {
    const generations = await generationsOf(suite.registry);
    expect(await generations.prune({ keep: 0 })).toEqual([idOf(1)]);
    expect(removed).toEqual([idOf(1), idOf(0), idOf(1), 'a']);
  });
});
