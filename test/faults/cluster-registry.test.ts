import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import type { Registry } from '../../indexer/index.js';
import { buildFolder, idOf, metaOf } from '../fixtures/registry.js';
import { code } from '../fixtures/error-code.js';
import { flakyWay, type FlakyWay } from '../fixtures/flaky-way.js';
import { installationSuite } from '../fixtures/installation-suite.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import type { SharedInstallation } from '../fixtures/shared-installation.js';

describeOnServers('faults of a shared registry', (server) => {
  const suite = installationSuite(server);
  const { add, names } = suite;
  let cluster: Cluster;
  let shared: SharedInstallation;
  let registry: Registry;
  beforeEach(() => {
    ({ cluster, shared, registry } = suite);
  });

  describe('names that are another’s', () => {
    test.each(['index', 'alias'])(
      'an %s in the place of the registry is refused and left alone',
      async (kind) => {
        const name = `${shared.prefix}-registry`;
        const index = kind === 'index' ? name : `${shared.prefix}-theirs`;
        await shared.index(index, kind === 'index' ? 'someone else' : undefined);
        if (kind === 'alias') {
          await cluster.request({ method: 'PUT', path: `/${index}/_alias/${name}` });
        }
        const settings = await cluster.request({ method: 'GET', path: `/${index}` });
        await expect(shared.open()).rejects.toEqual(code('bad_config', new RegExp(name)));
        await expect(registry.lock()).rejects.toEqual(code('bad_config'));
        await expect(registry.manifest()).rejects.toEqual(code('bad_config'));
        expect(await cluster.request({ method: 'GET', path: `/${index}` })).toEqual(settings);
        expect(await names(`${shared.prefix}-*`)).toEqual([index]);
      },
    );
  });

  describe('the registry deleted under us', () => {
    const gone = (rest = '') =>
      code('corrupt', new RegExp(`no longer has the registry ${shared.prefix}-registry.*${rest}`));
    const drop = () => cluster.request({ method: 'DELETE', path: `/${shared.prefix}-registry` });

    test('is an error of every call, and no call makes an empty one in its place', async () => {
      for (const n of [1, 2]) await add(n);
      await registry.switchTo(idOf(1));
      const lock = await registry.lock();
      await drop();
      const build = await buildFolder(shared.dataDir, idOf(3));
      for (const call of [
        () => registry.manifest(),
        () => registry.stamp(),
        () => registry.generations(),
        () => registry.generation(idOf(1)),
        () => registry.switchTo(idOf(2), lock),
        () => registry.add(metaOf(idOf(3)), build, lock),
        () => registry.remove(idOf(2), lock),
        () => registry.lock(),
        () => lock.check(),
      ]) {
        await expect(call()).rejects.toEqual(gone());
      }
      await lock.release();
      expect(await names(`${shared.prefix}-*`)).toEqual([]);
    });

    test('between the look and the write of a switch', async () => {
      await add(1);
      const unlucky = await shared.open({
        cluster: {
          ...cluster,
          request: async (call, options) => {
            if (call.method === 'PUT') await drop();
            return cluster.request(call, options);
          },
        },
      });
      await expect(unlucky.switchTo(idOf(1))).rejects.toEqual(gone());
      expect(await names(`${shared.prefix}-*`)).toEqual([]);
    });

    test('is seen by a new process too, while the products of its generations are there', async () => {
      await add(1);
      const products = `${shared.prefix}-products-${idOf(1)}`;
      await shared.index(products, `aisle ${shared.prefix}`);
      await drop();
      await expect(shared.open()).rejects.toEqual(gone(products));
      expect(await names(`${shared.prefix}-*`)).toEqual([products]);
    });
  });

  test('a document that is not ours is corrupt, by name', async () => {
    await add(1);
    await cluster.request({
      method: 'PUT',
      path: `/${shared.prefix}-registry/_doc/installation`,
      body: { format: 2 },
    });
    await expect(registry.manifest()).rejects.toEqual(code('corrupt', /installation .*-registry/));
    await expect(registry.switchTo(idOf(1))).rejects.toEqual(code('corrupt'));
  });

  test('blocked for writing, it is still read; a switch says why and changes nothing', async () => {
    for (const n of [1, 2]) await add(n);
    await registry.switchTo(idOf(1));
    const path = `/${shared.prefix}-registry/_settings`;
    await cluster.request({ method: 'PUT', path, body: { 'index.blocks.read_only': true } });
    try {
      await expect(registry.switchTo(idOf(2))).rejects.toEqual(code('bad_config', /read-only/));
      await expect(registry.lock()).rejects.toEqual(code('bad_config', /read-only/));
      expect(await (await shared.open()).manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
      expect(await registry.ids()).toEqual([2, 1].map(idOf));
    } finally {
      await cluster.request({ method: 'PUT', path, body: { 'index.blocks.read_only': null } });
    }
    await registry.switchTo(idOf(2));
  });

  describe('the cluster goes silent in the middle of a switch', () => {
    let way: FlakyWay;
    let through: Cluster;
    let far: Registry;
    const isSwitch = (method: string, path: string) =>
      method === 'PUT' && path.includes('/_doc/installation');
    beforeEach(async () => {
      for (const n of [1, 2]) await add(n);
      await registry.switchTo(idOf(1));
      way = await flakyWay(server.address);
      through = await openCluster({ nodes: [way.url], deadline: 30_000 });
      far = await shared.open({ cluster: through });
    });
    afterEach(async () => {
      await through.close();
      await way.close();
    });

    test.each(['is lost', 'loses its answer'] as const)(
      'a write that %s: the switch is made once',
      async (fate) => {
        let calls = 0;
        way.fate = (method, path) => (isSwitch(method, path) && calls++ === 0 ? fate : 'passes');
        const before = await registry.stamp();
        await far.switchTo(idOf(2));
        expect(calls).toBeGreaterThan(0);
        expect(await registry.manifest()).toEqual({ generation: idOf(2), previous: idOf(1), appliedSeq: 0 });
        const [id, switches] = before.split(' ');
        expect(await registry.stamp()).toBe(`${id} ${Number(switches) + 1}`);
      },
    );

    test.each([
      ['is lost', { generation: idOf(1), appliedSeq: 0 }],
      ['loses its answer', { generation: idOf(2), previous: idOf(1), appliedSeq: 0 }],
    ] as const)(
      'a write that %s, and the cluster stays away: it says that it does not know',
      async (fate, truth) => {
        let silent = false;
        way.fate = (method, path) => {
          if (silent) return 'is lost';
          if (!isSwitch(method, path)) return 'passes';
          silent = true;
          return fate;
        };
        await expect(far.switchTo(idOf(2))).rejects.toEqual(code('unavailable', /is not known/));
        expect(await registry.manifest()).toEqual(truth);
        way.fate = () => 'passes';
      },
    );

    test('silent before the switch began, it says that alone', async () => {
      way.fate = () => 'is lost';
      await expect(far.switchTo(idOf(2))).rejects.toEqual(
        expect.objectContaining({ message: expect.not.stringMatching(/is not known/) as unknown }),
      );
      expect(await registry.manifest()).toEqual({ generation: idOf(1), appliedSeq: 0 });
    });
  });
});
