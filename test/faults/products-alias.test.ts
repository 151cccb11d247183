import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../engines/cluster/index.js';
import type { Registry } from '../../indexer/index.js';
import { addGeneration, idOf, metaOf } from '../fixtures/registry.js';
import { code } from '../fixtures/error-code.js';
import { installationSuite } from '../fixtures/installation-suite.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import type { SharedInstallation } from '../fixtures/shared-installation.js';

describeOnServers('faults of the alias of the live products', (server) => {
  const suite = installationSuite(server);
  const { add, names } = suite;
  let cluster: Cluster;
  let shared: SharedInstallation;
  let registry: Registry;
  beforeEach(() => {
    ({ cluster, shared, registry } = suite);
  });

  describe('a name that is another’s', () => {
    test('an alias of products that stands for their index is refused before the job begins', async () => {
      const alias = `${shared.prefix}-products`;
      const theirs = `${shared.prefix}-theirs`;
      await shared.index(theirs, 'someone else');
      await cluster.request({ method: 'PUT', path: `/${theirs}/_alias/${alias}` });
      const follower = await shared.open({ productsAlias: true });
      await expect(follower.lock()).rejects.toEqual(code('bad_config', new RegExp(theirs)));
      expect(await names(alias)).toEqual([theirs]);
      expect(await names(`${shared.prefix}-*`)).toEqual([theirs]);
    });

    test('and so is an index of its name', async () => {
      const alias = `${shared.prefix}-products`;
      await shared.index(alias);
      const follower = await shared.open({ productsAlias: true });
      await expect(follower.lock()).rejects.toEqual(code('bad_config', /needed as an alias/));
      expect(await names(`${shared.prefix}-*`)).toEqual([alias]);
    });
  });

  describe('the alias of the live products', () => {
    const alias = () => names(`${shared.prefix}-products`);
    const productsOf = (n: number) => `${shared.prefix}-products-${idOf(n)}`;
    beforeEach(async () => {
      for (const n of [1, 2]) {
        await add(n);
        await shared.index(productsOf(n), `aisle ${shared.prefix}`);
      }
    });

    test('moves with each switch, and is for reading alone', async () => {
      const follower = await shared.open({ productsAlias: true });
      expect(await alias()).toEqual([]);
      for (const n of [1, 2, 1]) {
        await follower.switchTo(idOf(n));
        expect(await alias()).toEqual([productsOf(n)]);
      }
      const path = `/${shared.prefix}-products/_doc/1`;
      await expect(cluster.request({ method: 'PUT', path, body: {} })).rejects.toEqual(code('unprocessable'));
    });

    test('left behind by a process that died, it is mended by the next opening, job or switch', async () => {
      // What does not move the alias leaves it as a process does that dies after its switch.
      await registry.switchTo(idOf(1));
      const follower = await shared.open({ productsAlias: true });
      expect(await alias()).toEqual([productsOf(1)]);
      await registry.switchTo(idOf(2));
      await (await follower.lock()).release();
      expect(await alias()).toEqual([productsOf(2)]);
      await registry.switchTo(idOf(1));
      await follower.switchTo(idOf(1));
      expect(await alias()).toEqual([productsOf(1)]);
    });

    test('stands for what is live after two switched at once', async () => {
      const [a, b] = [await shared.open({ productsAlias: true }), await shared.open({ productsAlias: true })];
      for (let round = 0; round < 4; round++) {
        await Promise.allSettled([a.switchTo(idOf(1)), b.switchTo(idOf(2))]);
        const live = (await registry.manifest())?.generation;
        expect(await alias()).toEqual([`${shared.prefix}-products-${live}`]);
      }
    });

    test('that cannot be moved does not undo the switch', async () => {
      await addGeneration(registry, shared.dataDir, metaOf(idOf(3)));
      const follower = await shared.open({ productsAlias: true });
      await follower.switchTo(idOf(1));
      await follower.switchTo(idOf(3));
      expect(await registry.manifest()).toMatchObject({ generation: idOf(3) });
      expect(await alias()).toEqual([productsOf(1)]);
    });
  });
});
