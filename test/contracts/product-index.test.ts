import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import {
  openClusterProducts,
  openClusterWriter,
  openEmbeddedProducts,
  openEmbeddedWriter,
} from '../../engines/products/index.js';
import { toleranceContract } from './tolerance.contract.js';
import { wordsFilterContract } from './words-filter.contract.js';
import { inIdOrder } from '../fixtures/live-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { policy, productIndexContract, type OpenProductIndex } from './product-index.contract.js';
import { referenceIndex } from './product-index.reference.js';

const embedded: OpenProductIndex = async (products) => {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-products-'));
  const writer = await openEmbeddedWriter(folder);
  await writer.append(inIdOrder(products));
  await writer.finish();
  const index = await openEmbeddedProducts(folder);
  const dispose = async () => {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { index, dispose };
};

productIndexContract('embedded', embedded);
wordsFilterContract('embedded', embedded);
toleranceContract('embedded', embedded);
productIndexContract('reference', async (products) => ({
  index: referenceIndex(products),
  dispose: async () => undefined,
}));

describeOnServers('product index', (server) => {
  let cluster: Cluster;
  let built = 0;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());

  const open: OpenProductIndex = async (products) => {
    const { prefix } = server;
    const name = `${prefix}-products-${built++}`;
    const options = { prefix, analyser: 'own', shards: 1 + (built % 2), replicas: 0, deadline: 30_000 };
    const writer = await openClusterWriter(cluster, name, options);
    await writer.append(inIdOrder(products));
    expect((await writer.finish()).refused).toEqual([]);
    const index = await openClusterProducts(cluster, name, { prefix, replicas: 0 });
    const dispose = async () => {
      await index.close();
      await cluster.request({ method: 'DELETE', path: `/${name}` });
    };
    return { index, dispose };
  };
  wordsFilterContract(server.name, open);
  productIndexContract(server.name, open, { scores: 'own', runs: 12 });

  test('frequency and length count as they do in the embedded engine', async () => {
    const filler = (length: number) => Array.from({ length }, (_, i) => `filler${i}`).join(' ');
    const titles = ['lamp', `lamp ${filler(60)}`, `lamp lamp lamp lamp ${filler(57)}`, filler(20)];
    const products = titles.map((title, i) => ({ id: String(i), title }));
    const weights = { title: 10, brand: 0, color: 0, category: 0, bullets: 0, description: 0 };
    const [ours, theirs] = await Promise.all(
      [embedded, open].map(async (build) => {
        const { index, dispose } = await build(products);
        const words = await index.words('lamp', policy({ fieldWeights: weights }));
        const members = { kind: 'union', words, byMeaning: new Uint32Array() } as const;
        const { ordinals, lexical } = await index.members({ members, filters: [], facets: [], limit: 9 });
        await dispose();
        return Array.from(ordinals, (ordinal, i) => [ordinal, lexical[i]! / words.best] as const);
      }),
    );
    expect(theirs!.map(([ordinal]) => ordinal)).toEqual(ours!.map(([ordinal]) => ordinal));
    // Servers keep lengths with four bits of precision.
    theirs!.forEach(([, share], i) => expect(Math.abs(share - ours![i]![1])).toBeLessThan(0.03));
    expect(ours!.at(-1)![1]).toBeLessThan(0.9);
  });
  toleranceContract(server.name, open);
});
